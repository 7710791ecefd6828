"""``msc-kg extract --explain``: how rows were cut, which lines fed which field."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from msc_kg import resources
from msc_kg.cli import cli
from msc_kg.documents import Document
from msc_kg.extractors import registry
from msc_kg.records import from_json

SEEDS = resources.folder("seeds")
PIPES = (
    "Disease | Cell source | Dose | NCT number\n"
    "Stroke | BM-MSC | 1 × 106/kg | NCT01297413\n"
    "ALS | AD-MSC | 2 × 106/kg | NCT01609283\n"
)


def explain(*arguments: str | Path) -> Result:
    call = ["extract", "--explain", *map(str, arguments)]
    return CliRunner().invoke(cli, call, standalone_mode=False)


def test_undelimited_rows_are_shown_with_cells_arms_and_confidence() -> None:
    done = explain(SEEDS / "review-autoimmune-2022.txt")
    assert done.return_value == 0
    head, *lines = done.stdout.splitlines()
    assert head.startswith("review-autoimmune-2022.txt: review-table, sureness 0.9")
    rows = [line for line in lines if line.startswith("  Table 1, row ")]
    assert len(rows) == 57
    assert all(
        re.search(r"\): cut with confidence [01]\.\d\d, \d of \d columns used", row) for row in rows
    )
    start = lines.index(rows[4])
    assert rows[4].startswith("  Table 1, row 5 (line 12): ")
    assert lines[start + 1 : start + 12] == [
        "    Disease            RA",
        "    Infusion method    I.V",
        "    MSC source         Allogeneic AD-MSC",
        "    Enrollment number  20",
        "    Cell mass          1 × 106/kg",
        "    NCT number         NCT01663116",
        "    Reference          [46]",
        "  + Enrollment number  20",
        "    Cell mass          2 × 106/kg",
        "  + Enrollment number  6",
        "    Cell mass          4 × 106/kg",
    ]


def test_delimited_rows_say_so(tmp_path: Path) -> None:
    (tmp_path / "pipes.txt").write_text(PIPES, encoding="utf-8")
    lines = explain(tmp_path / "pipes.txt").stdout.splitlines()
    assert lines[1] == "  Table, row 1 (line 2): delimited, 4 of 4 columns used"
    assert lines[2] == "    Disease      Stroke"
    assert sum("delimited" in line for line in lines) == 2


def test_columns_that_fed_no_field_are_named(tmp_path: Path) -> None:
    table = "Weather | Dose | Patients | NCT number\nrain | 1 × 106/kg | 4 | NCT01297413\n"
    (tmp_path / "pipes.txt").write_text(table * 2, encoding="utf-8")
    told = explain(tmp_path / "pipes.txt").stdout
    assert ": delimited, 3 of 4 columns used, not used: Weather\n" in told


@pytest.mark.parametrize("name", ["NCT00962923.txt", "NCT01690247.txt", "NCT03778333.txt"])
def test_pages_show_each_field_with_the_line_that_fed_it(name: str) -> None:
    content = (SEEDS / name).read_bytes()
    shown = explain(SEEDS / name).stdout.splitlines()[2:]
    (record,) = registry.extract(Document(name, content)).records
    assert len(shown) == len(record.evidence) > 20
    lines = content.decode().splitlines()
    numbers = []
    for line in shown:
        _, number, path, *words = line.split()
        assert path in record.evidence
        assert " ".join(words)[:20] in " ".join(" ".join(lines[int(number) - 1 :]).split())
        numbers.append(int(number))
    assert numbers == sorted(numbers)


def test_several_documents_are_told_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("A letter about the weather in spring. " * 30)
    out = tmp_path / "how.txt"
    done = explain(tmp_path / "letter.txt", SEEDS / "NCT00962923.txt", "-o", out)
    assert done.return_value == 1
    assert "no extractor knows" in done.stderr
    told = out.read_text(encoding="utf-8").splitlines()
    assert told[0].startswith("NCT00962923.txt: aggregator-page, sureness 0.9")
    assert told[1] == "  page NCT00962923, 13 of 13 labelled fields used"
    assert told[-1] == "letter.txt: not read"


def test_words_of_documents_cannot_steer_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "table.txt").write_text(PIPES.replace("Stroke", "Str\x1b[31moke"), encoding="utf-8")
    shown = explain(tmp_path / "table.txt").stdout
    assert "\x1b" not in shown
    assert "Str�[31moke" in shown


def test_records_are_written_without_the_option() -> None:
    name = str(SEEDS / "NCT00962923.txt")
    done = CliRunner().invoke(cli, ["extract", name])
    assert from_json(done.stdout).registry_ids == ("NCT00962923",)


def test_a_document_of_several_pages_is_explained_part_for_part(tmp_path: Path) -> None:
    names = ("NCT01690247.txt", "NCT03778333.txt")
    (tmp_path / "two.txt").write_bytes(b"\n".join((SEEDS / name).read_bytes() for name in names))
    told = explain(tmp_path / "two.txt").stdout
    assert "two.txt, part 1 (from line 1): legacy-page" in told
    assert "two.txt, part 2 (from line" in told
    assert "NCT01690247" in told
    assert "NCT03778333" in told
