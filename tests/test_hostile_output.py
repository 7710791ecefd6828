"""What is printed for a person cannot steer a terminal, and full disks are told."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.characters import one_line, printable
from msc_kg.cli.printing import reject_line
from msc_kg.records import Reject
from msc_kg.report import Finding, Report, to_text
from msc_kg.validation import engines

HOSTILE = "a\x1b[31m\r\x9b2J\u202eb\u2066c"


def steers(text: str) -> bool:
    """Return whether a text holds what could steer a terminal or reorder a line."""
    return any(
        c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        or (c not in "\n\t" and (c < " " or "\x7f" <= c <= "\x9f"))
        for c in text
    )


def run(arguments: list[str], folder: Path, **more: object) -> "subprocess.CompletedProcess[str]":
    """Run the command line as a process of its own."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    command = [sys.executable, "-m", "msc_kg", *arguments]
    return subprocess.run(command, cwd=folder, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


@settings(deadline=None)
@given(st.text())
def test_any_text_is_made_harmless(text: str) -> None:
    assert not steers(printable(text))
    assert not set("\n\t") & set(one_line(text))
    assert len(one_line(text)) == len(text)


def test_reports_and_rejects_are_made_harmless() -> None:
    finding = Finding(
        severity="violation", shape="a:b", rule=HOSTILE, message=HOSTILE, focus="a:b",
        focus_label=HOSTILE, document=HOSTILE, locator=HOSTILE,
    )  # fmt: skip
    assert not steers(to_text(Report((finding,), ()), verbose=True))
    assert not steers(reject_line(Reject(HOSTILE, HOSTILE, HOSTILE, f"{HOSTILE}\n")))


@pytest.mark.parametrize("command", ["extract", "build"])
def test_names_of_files_are_made_harmless(tmp_path: Path, command: str) -> None:
    (tmp_path / f"{HOSTILE}\nrejected.txt").write_bytes(b"")
    done = run([command, "."], tmp_path)
    assert done.returncode == 2
    assert "the document is empty" in done.stderr
    assert not steers(done.stderr)


def test_phrases_are_made_harmless(tmp_path: Path) -> None:
    assert not steers(run(["ground", f"{HOSTILE} GVHD"], tmp_path).stdout)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", ["query", "ground GVHD", "sparql", "validate", "export"])
def test_a_full_disk_is_told(tmp_path: Path, seeds_folder: Path, command: str) -> None:
    more = {
        "sparql": ["SELECT * { ?s ?p ?o }", "-g", str(seeds_folder)],
        "validate": [str(seeds_folder)],
        "export": ["-g", str(seeds_folder), "--format", "ntriples"],
    }
    with Path("/dev/full").open("w") as full:
        done = run([*command.split(), *more.get(command, [])], tmp_path, stdout=full)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "free some space" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_a_deleted_current_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    here = tmp_path / "gone"
    script = f"import shutil, sys; shutil.rmtree({str(here)!r}); sys.argv = ['msc-kg', 'build']; "
    command = [sys.executable, "-c", f"{script} from msc_kg.cli import main; main()"]
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "the current folder is gone" in done.stderr
    assert "Traceback" not in done.stderr


def test_special_files_are_written_to_as_they_are(tmp_path: Path, seeds_folder: Path) -> None:
    arguments = ["export", "-g", str(seeds_folder), "--format", "ntriples", "-o"]
    (tmp_path / "out").symlink_to("/dev/null")
    assert run([*arguments, "out"], tmp_path).returncode == 0
    assert (tmp_path / "out").is_symlink()
    assert not Path("/dev/null").is_file()
    shutil.copy(seeds_folder / "graph.nq", tmp_path / "real.nt")
    (tmp_path / "link.nt").symlink_to("real.nt")
    assert run([*arguments, "link.nt"], tmp_path).returncode == 0
    assert (tmp_path / "link.nt").is_symlink()


def test_bad_dates_leave_no_traceback_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    data = b'<a:b> <a:c> "2011-99-99"^^<http://www.w3.org/2001/XMLSchema#date> .'
    shapes = (
        b"@prefix sh: <http://www.w3.org/ns/shacl#> . <a:s> a sh:NodeShape ; "
        b"sh:targetSubjectsOf <a:c> ; sh:property [ sh:path <a:c> ; "
        b"sh:datatype <http://www.w3.org/2001/XMLSchema#date> ] ."
    )
    (result,) = engines.run("pyshacl", engines.Validated(data), shapes)
    assert result.component == "DatatypeConstraintComponent"
    assert not caplog.records
