"""What the README shows is what the commands print."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from msc_kg.cli import cli

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CALLS = [
    (match["command"], match["output"])
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for match in re.finditer(
        r"^\$ msc-kg (?P<command>.*)\n(?P<output>(?:(?!\$ ).*\n)*)", block, re.MULTILINE
    )
]


def test_the_number_of_calls_shown() -> None:
    assert len(CALLS) == 5


@pytest.mark.parametrize(("command", "output"), CALLS)
def test_the_output_shown_is_real(
    command: str, output: str, seeds_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(seeds_folder.parent)
    done = CliRunner().invoke(cli, shlex.split(command), standalone_mode=False)
    assert done.exception is None
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    assert printed == output.splitlines()


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(links) >= 8
    for link in links:
        assert (ROOT / link).exists(), link
