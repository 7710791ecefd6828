"""Mapping sets: what is written obeys SSSOM 1.1, and curators' decisions come back."""

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.errors import InputError
from msc_kg.grounding import Grounder, Grounding, sssom

GROUNDER = Grounder()
STATED = [
    GROUNDER.ground("condition", "GVHD"),
    GROUNDER.ground("condition", "severe GVHD"),
    GROUNDER.ground("condition", "IC"),
    GROUNDER.ground("condition", "xyzzy"),
    GROUNDER.ground("condition", "Autologous Mesenchymal Stem Cells"),
    GROUNDER.ground("tissue", "BM"),
    GROUNDER.ground("route", "I.A", legend={"I.A": "interatrial"}),
    GROUNDER.ground("condition", "GVHD"),
]
# From the SSSOM schema (https://w3id.org/sssom/): values of the closed lists that are used here.
JUSTIFICATIONS = {
    "semapv:LexicalMatching",
    "semapv:LogicalReasoning",
    "semapv:CompositeMatching",
    "semapv:UnspecifiedMatching",
    "semapv:ManualMappingCuration",
    "semapv:MappingChaining",
    "semapv:MappingReview",
}
PREDICATES = {f"skos:{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")}
SLOTS = {
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "subject_type",
    "object_source",
    "mapping_tool",
    "mapping_tool_version",
    "comment",
}


def _parse(content: bytes) -> tuple[dict[str, str], dict[str, str], list[dict[str, str]]]:
    """Return the metadata, the prefix map and the rows of an SSSOM TSV file."""
    lines = content.decode().splitlines(keepends=True)
    head = list(itertools.takewhile(lambda line: line.startswith("#"), lines))
    pairs = [line[1:].rstrip("\n").partition(": ") for line in head]
    prefixes = {key.strip(): value for key, _, value in pairs if key.startswith("  ")}
    metadata = {key: value for key, _, value in pairs if not key.startswith("  ")}
    return metadata, prefixes, list(csv.DictReader(lines[len(head) :], delimiter="\t"))


def test_the_set_obeys_the_rules_of_sssom() -> None:
    metadata, prefixes, rows = _parse(sssom.write(STATED))
    assert {"mapping_set_id", "license", "curie_map:"} <= set(metadata)
    assert metadata["sssom_version"] == "'1.1'"
    assert metadata["mapping_set_id"].startswith("https://")
    assert len(rows) == 7
    assert set(rows[0]) == SLOTS
    for row in rows:
        assert row["subject_type"] == "rdfs literal"
        assert row["subject_label"]
        assert row["predicate_id"] in PREDICATES
        assert row["mapping_justification"] in JUSTIFICATIONS
        for slot in ("predicate_id", "object_id", "mapping_justification", "object_source"):
            assert row[slot].partition(":")[0] in prefixes, row[slot]
        assert (row["object_id"] == "sssom:NoTermFound") == (row["object_label"] == "")


def test_rows_say_how_often_and_why() -> None:
    _, _, rows = _parse(sssom.write(STATED))
    comments = {(row["subject_label"], row["object_id"]): row["comment"] for row in rows}
    assert comments["GVHD", "cond:gvhd"].startswith("2 mentions; 'GVHD' is a synonym")
    assert "flag: ambiguous" in comments["IC", "sssom:NoTermFound"]
    assert "candidates: cond:" in comments["IC", "sssom:NoTermFound"]
    treatment = comments["Autologous Mesenchymal Stem Cells", "sssom:NoTermFound"]
    assert "flag: names a treatment" in treatment
    assert "flag: doubtful" in comments["I.A", "route:intra-arterial"]


def test_the_order_of_groundings_does_not_matter() -> None:
    assert sssom.write(STATED) == sssom.write(list(reversed(STATED)))
    assert sssom.write(STATED) == sssom.write(STATED)
    assert _parse(sssom.write([]))[2] == []


def test_what_was_written_and_not_edited_decides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "groundings.sssom.tsv"
    path.write_bytes(sssom.write(STATED))
    assert sssom.read(path) == ()


def test_a_curators_edits_come_back(tmp_path: Path) -> None:
    """The way of a curator: write, edit two rows, read, ground again."""
    path = tmp_path / "groundings.sssom.tsv"
    lines = sssom.write(STATED).decode().splitlines()
    edited = [
        line.replace("sssom:NoTermFound\t\tsemapv:LexicalMatching", CURATED)
        if line.startswith("xyzzy\t")
        else line
        for line in lines
    ]
    path.write_text("\n".join(edited) + "\n", "utf-8")
    decisions = sssom.read(path)
    assert [(d.kind, d.text, d.object) for d in decisions] == [("condition", "xyzzy", "cond:als")]
    grounding = Grounder(curated=decisions).ground("condition", "Xyzzy")
    assert grounding.curie == "cond:als"
    assert grounding.justification == "semapv:ManualMappingCuration"
    written = sssom.write([grounding])
    path.write_bytes(written)
    again = Grounder(curated=sssom.read(path)).ground("condition", "Xyzzy")
    assert sssom.write([again]) == written


CURATED = "cond:als\tamyotrophic lateral sclerosis\tsemapv:ManualMappingCuration"


def _file(path: Path, *rows: str, columns: str = "") -> Path:
    head = columns or "subject_label\tpredicate_id\tpredicate_modifier\tobject_id\t"
    path.write_text(
        "#curie_map:\n#  cond: https://w3id.org/msc-kg/condition/\n"
        f"{head}mapping_justification\n" + "".join(f"{row}\n" for row in rows),
        "utf-8",
    )
    return path


MANUAL = "semapv:ManualMappingCuration"


def test_a_users_own_set(tmp_path: Path) -> None:
    path = _file(
        tmp_path / "own.sssom.tsv",
        f"AD\tskos:exactMatch\t\tMONDO:0004975\t{MANUAL}",
        f"SS\tskos:exactMatch\tNot\tcond:sjogren-syndrome\t{MANUAL}",
        "bad back\tskos:broadMatch\t\tcond:low-back-pain\tsemapv:UnspecifiedMatching",
        f"nothing at all\tskos:exactMatch\t\tsssom:NoTermFound\t{MANUAL}",
    )
    grounder = Grounder(curated=sssom.read(path))
    assert grounder.ground("condition", "AD").curie == "cond:alzheimer-disease"
    assert grounder.ground("tissue", "AD").curie == "tissue:adipose-tissue"
    assert grounder.ground("condition", "SS").curie is None
    back = grounder.ground("condition", "Bad Back")
    assert (back.curie, back.predicate) == ("cond:low-back-pain", "broadMatch")
    assert grounder.ground("condition", "nothing at all").flags == ("curated: no concept",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "line 1: no SSSOM mapping set: the column subject_label is missing"),
        ("a\tb\n1\t2\n", "line 1: no SSSOM mapping set"),
        (
            "#x: y\nsubject_label\tobject_id\tmapping_justification\nGVHD\tnope:1\tz\n",
            "line 3: the prefix of 'nope:1' is not known",
        ),
        ("subject_label\tobject_id\tmapping_justification\n\tcond:gvhd\tz\n", "line 2: a mapping"),
    ],
)
def test_a_bad_set_is_told_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "bad.sssom.tsv"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError) as raised:
        sssom.read(path)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            f"SLE\tskos:exactMatch\t\tcond:sistemic-lupus\t{MANUAL}",
            "Near: cond:sle (systemic lupus erythematosus)",
        ),
        (
            f"SLE\tskos:exactMatch\t\tMONDO:9999999\t{MANUAL}",
            "cond:sle (systemic lupus erythematosus)",
        ),
        (f"SLE\tskos:exactMatch\t\tMONDO:9999999\t{MANUAL}", "Write sssom:NoTermFound"),
        ("SLE\tskos:exactMatch\t\ttissue:bone-marow\tx", "Near: tissue:bone-marrow"),
    ],
)
def test_a_decision_for_no_known_concept_is_refused(tmp_path: Path, row: str, message: str) -> None:
    path = _file(tmp_path / "own.sssom.tsv", f"AD\tskos:exactMatch\t\tMONDO:0004975\t{MANUAL}", row)
    with pytest.raises(InputError) as raised:
        sssom.read(path)
    assert str(raised.value).startswith(f"{path}, line 5: no ")
    assert message in str(raised.value)


def test_a_decision_for_a_concept_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.sssom.tsv"
    path.write_text(
        "subject_label\tobject_id\tobject_source\tmapping_justification\n"
        f"BM\ttissue:bone-marrow\tscheme:conditions\t{MANUAL}\n"
    )
    with pytest.raises(InputError, match="no condition of the lexicon"):
        sssom.read(path)


def test_what_a_text_is_not_may_be_anything(tmp_path: Path) -> None:
    path = _file(tmp_path / "own.sssom.tsv", f"SLE\tskos:exactMatch\tNot\tMONDO:9999999\t{MANUAL}")
    assert sssom.read(path)[0].negated


def test_a_missing_or_binary_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the mapping set"):
        sssom.read(tmp_path / "nowhere.tsv")
    (tmp_path / "binary.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot read the mapping set"):
        sssom.read(tmp_path / "binary.tsv")


def test_mappings_between_concepts_are_no_decisions_on_texts(tmp_path: Path) -> None:
    path = tmp_path / "concepts.sssom.tsv"
    path.write_text(
        "subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\n"
        f"cond:gvhd\tGVHD\tskos:exactMatch\tMONDO:0013730\t{MANUAL}\n",
        "utf-8",
    )
    assert sssom.read(path) == ()


def test_the_packaged_decisions_block_the_known_traps() -> None:
    decisions = sssom.packaged()
    blocked = {(d.text, d.object) for d in decisions if d.negated}
    assert ("chronic allograft nephropathy", "MONDO:0012833") in blocked
    assert ("poor graft function", "mesh:D051799") in blocked


@given(st.lists(st.text(min_size=1, max_size=20).filter(str.strip), max_size=6))
@settings(deadline=None)
def test_any_text_survives_the_file(texts: list[str]) -> None:
    groundings = [Grounding(text, "condition") for text in texts]
    content = sssom.write(groundings).decode()
    body = content[content.index("subject_label\t") :]
    rows = list(csv.DictReader(body.splitlines(keepends=True), delimiter="\t"))
    assert {row["subject_label"] for row in rows} == {" ".join(text.split()) for text in texts}
