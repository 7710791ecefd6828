"""The scorer of the extraction benchmark, on made-up records and on the corpus."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import extraction
import pytest
import scoring
from scoring import Counts

from msc_kg import resources

GOLDEN = Path(__file__).parent / "golden" / "review_rows.jsonl"
ONE: Mapping[str, Any] = {
    "kind": "review-row",
    "registry_ids": ["NCT00000001"],
    "conditions": ["Crohn’s disease"],
    "enrollment": 0,
    "status": "Not yet recruiting",
    "products": [{"text": "UC-MSC", "cell_type": "MSC", "tissues": ["umbilical cord"]}],
    "doses": [{"text": "1 × 106/kg", "value": 1e6, "unit": "cells/kg"}],
}
TWO: Mapping[str, Any] = {
    "registry_ids": ["NCT00000002"],
    "arms": [{"enrollment": 5, "doses": [{"value": 1e7}]}, {"enrollment": 6}],
    "eligibility": {"healthy_volunteers": False},
}


LEAST_DOCUMENTS = 176
"""How many documents the corpus has at least: raise it when documents are added."""


def changed(record: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    return {**record, **fields}


def test_equal_records_score_one() -> None:
    score = scoring.compare([ONE, TWO], [ONE, TWO])
    assert score.errors == ()
    assert score.total == Counts(13, 13, 13)
    assert score.total.f1 == 1


def test_values_are_compared_without_case_spacing_dashes_quotes_and_underscores() -> None:
    other = changed(
        ONE, conditions=["crohn's  Disease"], status="NOT_YET_RECRUITING", doses=[
            {"text": "something else", "value": 1_000_000.0000001, "unit": "cells/kg"}
        ],
    )  # fmt: skip
    assert scoring.compare([ONE], [other]).errors == ()


def test_what_is_no_statement_is_not_scored() -> None:
    other = changed(
        ONE, locator="Table 1, row 1", notes=["unsure"], as_of="2020", evidence={"a": 1}
    )
    assert scoring.compare([ONE], [other]).total == Counts(8, 8, 8)


def test_absent_values_are_no_values_and_false_and_nought_are() -> None:
    assert scoring.compare([{"title": None, "phases": []}], [{}]).total == Counts()
    score = scoring.compare([TWO, ONE], [TWO, changed(ONE, enrollment=None)])
    assert score.fields["eligibility.healthy_volunteers"] == Counts(1, 1, 1)
    assert score.fields["enrollment"] == Counts(1, 0, 0)
    truth = changed(TWO, eligibility={"healthy_volunteers": True})
    assert scoring.compare([TWO], [truth]).total == Counts(5, 5, 4)
    assert scoring.compare([{"enrollment": 1}], [{"enrollment": True}]).total.right == 0


def test_a_planted_error_lowers_its_field_and_no_other() -> None:
    other = changed(ONE, conditions=["Crohn's disease", "fistula"])
    score = scoring.compare([ONE], [other])
    assert score.fields["conditions"] == Counts(gold=1, found=2, right=1)
    assert score.fields["conditions"].precision == 0.5
    assert score.fields["conditions"].recall == 1
    assert score.fields["conditions"].f1 == pytest.approx(2 / 3)
    assert all(c.f1 == 1 for name, c in score.fields.items() if name != "conditions")
    assert [(e.path, e.value, e.missed) for e in score.errors] == [("conditions", "fistula", False)]


def test_a_value_found_twice_is_right_once() -> None:
    score = scoring.compare([{"phases": ["1"]}], [{"phases": ["1", "1"]}])
    assert score.total == Counts(1, 2, 1)


@pytest.mark.parametrize(("factor", "right"), [(1 + 1e-10, 8), (1 + 1e-8, 7)])
def test_numbers_agree_within_the_tolerance(factor: float, right: int) -> None:
    other = changed(ONE, doses=[{"value": 1e6 * factor, "unit": "cells/kg"}])
    assert scoring.compare([ONE], [other]).total == Counts(8, 8, right)


def test_arms_are_compared_by_position() -> None:
    first, second = TWO["arms"]
    score = scoring.compare([TWO], [changed(TWO, arms=[second, first])])
    assert score.fields["arms.enrollment"] == Counts(2, 2, 0)
    assert score.fields["arms.doses.value"] == Counts(1, 1, 0)
    assert {error.path for error in score.errors if error.missed} == {
        "arms[0].enrollment",
        "arms[1].enrollment",
        "arms[0].doses.value",
    }


def test_words_are_compared_when_asked_and_may_lie_within_one_another() -> None:
    longer = changed(
        ONE, doses=[{"text": "a dose of 1 × 106/kg", "value": 1e6, "unit": "cells/kg"}]
    )
    other = changed(ONE, products=[{**ONE["products"][0], "text": "cells"}])
    assert scoring.compare([ONE], [longer], words=True).total == Counts(10, 10, 10)
    assert scoring.compare([ONE], [other], words=True).total == Counts(10, 10, 9)
    assert scoring.compare([ONE], [other]).total == Counts(8, 8, 8)


def test_a_missed_record_is_missed_and_the_others_stay_aligned() -> None:
    three = changed(ONE, registry_ids=["NCT00000003"])
    score = scoring.compare([ONE, TWO, three], [ONE, three])
    assert score.total == Counts(8 + 5 + 8, 16, 16)
    assert {error.record for error in score.errors} == {1}
    assert scoring.compare([], [ONE]).total == Counts(0, 8, 0)


def test_records_without_ids_are_aligned_by_what_they_have_in_common() -> None:
    rows = [{"conditions": ["Stroke"], "enrollment": n} for n in (10, 20, 30)]
    score = scoring.compare(rows, [rows[0], rows[2]])
    assert score.total == Counts(6, 4, 4)
    assert {error.record for error in score.errors} == {1}


def test_records_with_equal_ids_are_aligned_in_any_order() -> None:
    assert scoring.compare([ONE, TWO], [TWO, ONE]).total == Counts(13, 13, 13)


def test_ids_bind_more_than_other_values() -> None:
    misread = {"registry_ids": ["NCT00000002"], "enrollment": 0, "conditions": ["Crohn's disease"]}
    score = scoring.compare([ONE, TWO], [misread])
    assert score.fields["registry_ids"] == Counts(2, 1, 1)
    assert score.total.right == 1


def test_nothing_expected_and_nothing_found_is_right() -> None:
    assert scoring.compare([], []).total.f1 == 1


# --- the command ------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The packaged reviews with their golden rows, one value of which is wrong."""
    lines = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    lines[0]["status"] = "Completed"
    for name in {line["document"] for line in lines}:
        (tmp_path / name).write_bytes((resources.folder("seeds") / name).read_bytes())
        gold = [
            json.dumps({**line, "kind": "review-row"}) for line in lines if line["document"] == name
        ]
        (tmp_path / name.replace(".txt", ".gold.jsonl")).write_text("\n".join(gold))
    return tmp_path


def test_the_report_of_a_folder(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert extraction.main([str(corpus), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["totals"]["tables"] == {
        "gold": 740, "found": 740, "right": 739, "precision": 0.9986, "recall": 0.9986, "F1": 0.9986
    }  # fmt: skip
    assert report["totals"]["pages"]["gold"] == 0
    assert report["fields"]["status"]["right"] == 17
    assert len(report["documents"]) == 2
    document = f"{corpus.name}/review-immunosuppression-2011.txt"
    record = "record 1 NCT01056471"
    assert report["errors"] == [
        {"document": document, "record": record, "field": "status", "error": error, "value": value}
        for error, value in (("missed", "completed"), ("extra", "recruiting"))
    ]


def test_the_report_for_people(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert extraction.main([str(corpus), "--documents", "--errors"]) == 0
    shown = capsys.readouterr().out
    for words in ("arms.doses.value", "review-autoimmune-2022.txt", "missed", "0.9986", "tables"):
        assert words in shown


@pytest.mark.parametrize(
    ("gold", "what"),
    [
        (None, "there is no trial.gold.jsonl beside it"),
        ("{", "line 1"),
        ('{"enrollment": "ten"}', "line 1"),
        ('{"sponsors": []}', "no field of a record: sponsors"),
    ],
)
def test_gold_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], gold: str | None, what: str
) -> None:
    (tmp_path / "trial.txt").write_text("text")
    if gold is not None:
        (tmp_path / "trial.gold.jsonl").write_text(gold)
    assert extraction.main([str(tmp_path)]) == 2
    assert what in capsys.readouterr().err


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    assert extraction.main([str(tmp_path)]) == 2


def test_several_folders_have_totals_of_their_own(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "letter.txt").write_text("A letter about the weather in spring. " * 30)
    (other / "letter.gold.jsonl").write_text("")
    assert extraction.main([str(corpus), str(other), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["totals"]
    assert list(found)[:2] == [f"{corpus.name} tables", f"{corpus.name} pages"]
    assert found[f"{other.name} all"]["gold"] == 0
    assert found["all"] == found[f"{corpus.name} all"]


# --- the corpus -------------------------------------------------------------------------


def test_every_document_of_the_corpus_has_gold_records() -> None:
    pairs = [pair for half in extraction.HALVES for pair in extraction.documents(half)]
    assert len(pairs) >= LEAST_DOCUMENTS
    golds = {gold for _, gold in pairs}
    assert len(golds) == len(pairs)
    assert golds <= set(extraction.CORPUS.rglob(f"*{extraction.GOLD}"))
    assert all(extraction.read_gold(gold) or not gold.read_text().strip() for gold in golds)


def test_every_part_has_tables_and_pages() -> None:
    for half in extraction.HALVES:
        kinds = {each.kind for each in extraction.measure_folder(half)}
        assert kinds == {extraction.TABLES, extraction.PAGES}
