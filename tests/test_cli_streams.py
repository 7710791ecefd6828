"""Standard streams that are closed, full, or cannot say every character."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROWS = "query doses -g KG --format table"


def run(
    shell: str, seeds_folder: Path, folder: Path, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a line of the shell in which MSC is the command and KG the graph."""
    program = f"{shlex.quote(sys.executable)} -m msc_kg"
    line = shell.replace("MSC", program).replace("KG", shlex.quote(str(seeds_folder)))
    return subprocess.run(
        ["/bin/sh", "-c", line], cwd=folder, capture_output=True, check=False, timeout=60,
        stdin=subprocess.DEVNULL, env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [ROWS, "info -g KG", "validate KG", "export -g KG --format nquads", "--help", "ground GVHD"],
)
def test_a_closed_output_is_told(arguments: str, seeds_folder: Path, tmp_path: Path) -> None:
    done = run(f"MSC {arguments} >&-", seeds_folder, tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("msc-kg: standard output is closed\n  ")


def test_no_file_takes_the_place_of_a_closed_output(seeds_folder: Path, tmp_path: Path) -> None:
    done = run("MSC export -g KG -o a.nt >&- 2>&- <&-", seeds_folder, tmp_path)
    assert done.returncode == 0
    run("MSC export -g KG -o b.nt", seeds_folder, tmp_path)
    assert (tmp_path / "a.nt").read_bytes() == (tmp_path / "b.nt").read_bytes() != b""


def test_messages_that_nobody_reads(seeds_folder: Path, tmp_path: Path) -> None:
    assert run("MSC query -g nowhere trials 2>&-", seeds_folder, tmp_path).returncode == 2


def test_a_closed_input_is_empty(seeds_folder: Path, tmp_path: Path) -> None:
    done = run("MSC sparql -g KG <&-", seeds_folder, tmp_path)
    assert done.returncode == 2
    assert b"it ends too early" in done.stderr


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252"])
def test_characters_that_the_terminal_lacks(
    encoding: str, seeds_folder: Path, tmp_path: Path
) -> None:
    done = run(f"MSC {ROWS}", seeds_folder, tmp_path, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"NCT01068951" in done.stdout
