"""The wheel holds every packaged file, and works without the checkout."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from msc_kg import resources
from msc_kg.errors import InputError

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel built from the checkout, without the package index."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_every_data_file_travels_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in resources.FOLDERS:
            inside = {
                entry.removeprefix(f"msc_kg/data/{name}/"): archive.read(entry)
                for entry in archive.namelist()
                if entry.startswith(f"msc_kg/data/{name}/")
            }
            files = {
                path.relative_to(ROOT / name).as_posix(): path.read_bytes()
                for path in (ROOT / name).rglob("*")
                if path.is_file()
            }
            assert files
            assert inside == files


def test_files_beside_modules_travel_in_the_wheel(wheel: Path) -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "msc_kg").rglob("*")
        if path.suffix in {".js", ".css", ".html"}
    }
    assert "msc_kg/views/walk/page.html" in found
    with zipfile.ZipFile(wheel) as archive:
        assert found <= set(archive.namelist())


def test_the_wheel_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    command = [sys.executable, "-m", "msc_kg", "build", "-o", "kg"]
    environment = {"PYTHONPATH": str(tmp_path / "site"), "PATH": ""}
    code = "import msc_kg, sys; sys.exit(msc_kg.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert str(tmp_path) in where.stderr
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "kg" / "manifest.json").read_bytes())
    assert manifest["counts"]["documents"] == 5


def test_a_missing_folder_is_told() -> None:
    with pytest.raises(InputError, match="missing"):
        resources.folder("nothing")
