"""The command line as a user meets it: exit statuses, messages, no traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from msc_kg import resources
from msc_kg.cli import COMMANDS, cli
from msc_kg.records import from_json

SEEDS = sorted(resources.folder("seeds").glob("*.txt"))
BAD_CALLS = [
    (["extract", "no-such-file.txt"], 2, "no such file or folder", "check the path"),
    (["extract", "EMPTY"], 2, "the document is empty", "download it again"),
    (["extract", "BINARY"], 2, "the document is binary", "convert it to text"),
    (["extract", "PROSE"], 2, "no extractor knows", "msc-kg extractors"),
    (["build", "no-such-folder", "-o", "out"], 2, "no such file or folder", "check the path"),
    (["build", "EMPTY", "-o", "out"], 2, "nothing usable in the input", "msc-kg extractors"),
    (["build", "SEED", "-o", "MINE"], 2, "not replaced", "another folder with -o"),
    (["query", "sponsors", "-g", "no-such-kg"], 2, "no such graph", "build one with msc-kg build"),
    (["query", "sponsers", "-g", "KG"], 2, "unknown question", "did you mean sponsors"),
    (
        ["query", "sponsors", "-g", "KG", "--condition", "xyzzy"],
        2,
        "xyzzy",
        "did you mean one that this graph has",
    ),
    (["query", "sponsors", "-g", "KG", "--condition", "GVDH"], 2, "GVDH", "did you mean GVH"),
    (["query", "sponsors", "-g", "http://[bad/"], 2, "not the address", "http://localhost"),
    (["query", "sponsors", "-g", "http://a:port/"], 2, "not the address", "http://localhost"),
    (["sparql", "-g", "KG", "LOAD <http://a>"], 2, "LOAD is an update", "build the graph"),
    (["sparql", "-g", "KG", "SELECT"], 2, "malformed query", "SELECT"),
    (["sparql", "-g", "KG", "SELECT * {"], 2, "column 11", "it ends too early"),
    (["sparql", "-g", "KG", "{" * 5000], 2, "too large", "VALUES"),
    (["validate", "KG", "-o", "/dev/full"], 2, "No space left", "another file"),
    (["build", "SEED", "-o", "."], 2, "is the current folder", "-o kg"),
    (["query", "sponsors", "-g", "KG", "--color", "red"], 2, "color", "condition"),
    (["query", "sponsors", "-g", "http://127.0.0.1:9/sparql"], 3, "cannot be reached", "check"),
    (["sparql", "-g", "KG", "SELECT ?s WHERE {"], 2, "query", "line"),
    (["sparql", "-g", "KG", "DELETE WHERE { ?s ?p ?o }"], 2, "update", "only read"),
    (["extract", "SEED", "-o", "no/such/place.jsonl"], 2, "cannot be written", "another file"),
    (["extract", "NOTHING"], 2, "no documents found", "check the path"),
    (["validate", "no-such-kg"], 2, "no such", "msc-kg build"),
    (["export", "-g", "KG", "-o", "graph.docx"], 2, "not the name of a known format", "--format"),
    (["view", "-g", "KG", "--focus", "xyzzy"], 2, "unknown focus", "condition, tissue"),
    (
        ["view", "-g", "KG", "--focus", "GVHD", "-o", "a.docx"],
        2,
        "not the name of a picture",
        "svg",
    ),
    (["info", "-g", "no-such-kg"], 2, "no such graph", "build"),
    (["ground", "--kind", "colour", "red"], 2, "colour", ""),
    (["info", "-g", "ftp://a/b.ttl"], 2, "ftp://a/b.ttl: not a kind of address", "https://"),
    (["sparql", "ASK {}", "--timeout", "nan"], 2, "no number of seconds", "--help"),
    (["load", "http://127.0.0.1:9/store", "--timeout", "inf"], 2, "no number of sec", "--help"),
    (
        ["load", "http://127.0.0.1:9/store", "-g", "http://127.0.0.1:9/q"],
        2,
        "http://127.0.0.1:9/q: is an endpoint",
        "msc-kg export -g http://127.0.0.1:9/q -o",
    ),
    (
        ["sparql", "-g", "http://127.0.0.1:9/sparql-auth", "INSERT DATA { <a:a> <a:b> <a:c> }"],
        2,
        "INSERT is an update",
        "build the graph",
    ),
    (["bild"], 2, "No such command", "Did you mean build"),
]
"""Arguments (capitals are files of the fixture), exit status, what is said, what comes next."""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, seeds_folder: Path) -> dict[str, str]:
    """Return the files that the calls name."""
    folder = tmp_path_factory.mktemp("places")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.bin").write_bytes(bytes(range(256)) * 20)
    (folder / "prose.txt").write_text("A letter about the weather in spring. " * 30)
    (folder / "nothing").mkdir()
    (folder / "mine").mkdir()
    (folder / "mine" / "thesis.txt").write_text("mine")
    return {
        "EMPTY": str(folder / "empty.txt"),
        "BINARY": str(folder / "binary.bin"),
        "PROSE": str(folder / "prose.txt"),
        "MINE": str(folder / "mine"),
        "NOTHING": str(folder / "nothing"),
        "SEED": str(SEEDS[0]),
        "KG": str(seeds_folder),
    }


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own."""
    command = [sys.executable, "-m", "msc_kg", *arguments]
    environment = {**os.environ, "PYTHONWARNINGS": "default"}
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env=environment, check=False
    )


@pytest.mark.parametrize(("arguments", "status", "what", "next_step"), BAD_CALLS)
def test_a_bad_call_is_told_without_a_traceback(
    tmp_path: Path,
    places: dict[str, str],
    arguments: list[str],
    status: int,
    what: str,
    next_step: str,
) -> None:
    done = run([places.get(argument, argument) for argument in arguments], tmp_path)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert what in done.stderr
    assert next_step in done.stderr
    assert done.stdout == ""


def test_the_number_of_commands() -> None:
    assert len(COMMANDS) == 16


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(name: str) -> None:
    done = CliRunner().invoke(cli, [name, "--help"])
    assert done.exit_code == 0
    assert "Examples:" in done.output
    assert f"msc-kg {name}" in done.output


def test_extract_prints_records_as_json_lines(tmp_path: Path) -> None:
    done = run(["extract", *map(str, SEEDS)], tmp_path)
    assert done.returncode == 0
    records = [from_json(line) for line in done.stdout.splitlines()]
    assert len(records) == 78
    keys = set(json.loads(done.stdout.splitlines()[0]))
    assert {"kind", "document", "locator", "registry_ids", "products", "sponsor"} <= keys


def test_extract_goes_on_after_a_bad_document(tmp_path: Path, places: dict[str, str]) -> None:
    rejects = tmp_path / "rejects.jsonl"
    done = run(["extract", places["EMPTY"], str(SEEDS[0]), "--rejects", str(rejects)], tmp_path)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert json.loads(rejects.read_text())["document"] == "empty.txt"


def test_extract_reads_standard_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "msc_kg", "extract", "-"]
    done = subprocess.run(command, input=SEEDS[0].read_bytes(), capture_output=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["document"] == "standard-input"


def test_a_truncated_page_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    text = SEEDS[1].read_text(encoding="utf-8")
    (tmp_path / "page.txt").write_text(text[: len(text) // 2], encoding="utf-8")
    done = run(["extract", "page.txt"], tmp_path)
    assert done.returncode == 0
    record = json.loads(done.stdout)
    assert record["registry_ids"] == ["NCT01690247"]
    assert record["notes"]


def test_extractors_lists_what_can_be_read(tmp_path: Path) -> None:
    done = run(["extractors", "--format", "json"], tmp_path)
    assert done.returncode == 0
    names = [row["name"] for row in json.loads(done.stdout)]
    assert names == [
        "aact",
        "aggregator-page",
        "ctgov-csv",
        "ctgov-json",
        "ctgov-xml",
        "ictrp",
        "labelled-page",
        "legacy-page",
        "present-page",
        "review-table",
    ]


def test_build_tells_rejects_and_exits_with_1(tmp_path: Path, places: dict[str, str]) -> None:
    done = run(["build", places["BINARY"], *map(str, SEEDS), "-o", "kg"], tmp_path)
    assert done.returncode == 1
    assert "rejected: binary.bin" in done.stderr
    assert "6 documents, 78 records" in done.stderr
    assert (tmp_path / "kg" / "graph.ttl").exists()


def test_build_tells_a_missing_path_and_builds_the_rest(tmp_path: Path) -> None:
    done = run(["build", "nosuch", *map(str, SEEDS), "-o", "kg"], tmp_path)
    assert done.returncode == 1
    assert "rejected: nosuch, source: no such file or folder; check the path" in done.stderr
    assert "5 documents, 78 records" in done.stderr


def test_curated_decisions_win(tmp_path: Path) -> None:
    (tmp_path / "mine.sssom.tsv").write_text(
        "#curie_map:\n#  cond: https://w3id.org/msc-kg/condition/\n"
        "#mapping_set_id: https://example.org/mine\n"
        "#license: https://creativecommons.org/publicdomain/zero/1.0/\n"
        "subject_label\tsubject_type\tpredicate_id\tobject_id\tmapping_justification\n"
        "HIV\trdfs literal\tskos:exactMatch\tcond:sle\tsemapv:ManualMappingCuration\n"
    )
    source = str(resources.folder("seeds") / "review-immunosuppression-2011.txt")
    done = run(["build", source, "-o", "kg", "--curated", "mine.sssom.tsv"], tmp_path)
    assert done.returncode == 0, done.stderr
    row = next(
        line
        for line in (tmp_path / "kg" / "groundings.sssom.tsv").read_text().splitlines()
        if line.startswith("HIV\t")
    )
    assert "cond:sle" in row
    assert "semapv:ManualMappingCuration" in row
