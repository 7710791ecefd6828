"""Grounding: the chain step by step on a small scheme, and the traps on the packaged ones."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import iris, schemes
from msc_kg.errors import UnknownNameError
from msc_kg.grounding import (
    Grounder,
    Lexicon,
    headings,
    kinds,
    normal,
    resolve_parameter,
)
from msc_kg.grounding.conditions import parts
from msc_kg.grounding.index import Index
from msc_kg.grounding.normalisation import canonical, tokens
from msc_kg.grounding.result import UNKNOWN_WORDS
from msc_kg.grounding.sssom import Decision
from msc_kg.schemes import Concept, Match, Scheme

_SMALL: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "gvhd": ("graft-versus-host disease", ("GVHD",), (), ("MONDO:0013730", "mesh:D006086")),
    "acute-gvhd": ("acute graft-versus-host disease", ("acute GVHD",), ("gvhd",), ()),
    "chronic-gvhd": ("chronic graft-versus-host disease", ("cGVHD",), ("gvhd",), ()),
    "sr-gvhd": ("steroid-refractory graft-versus-host disease", (), ("gvhd",), ()),
    "sr-agvhd": (
        "steroid-refractory acute graft-versus-host disease",
        (),
        ("acute-gvhd", "sr-gvhd"),
        (),
    ),
    "ssc": ("systemic sclerosis", ("SSc", "SS", "scleroderma"), (), ("mesh:D012595",)),
    "sjogren": ("Sjögren's syndrome", ("SS",), (), ("mesh:D012859",)),
    "sle": ("systemic lupus erythematosus", ("SLE", "lupus"), (), ()),
    "uc": ("ulcerative colitis", ("UC",), (), ()),
    "alzheimer": ("Alzheimer disease", (), (), ()),
    "atopic": ("atopic dermatitis", (), (), ()),
    "rejection": ("graft rejection", ("allograft rejection",), (), ()),
    "liver-tx": ("liver transplantation", ("liver transplant",), (), ()),
    "twin-a": ("first twin", ("shared",), (), ("mesh:D000001",)),
    "twin-b": ("second twin", ("shared",), (), ("mesh:D000001",)),
}


def _small_scheme() -> Scheme:
    def concept(name: str) -> Concept:
        label, synonyms, broader, matches = _SMALL[name]
        return Concept(
            iri=iris.expand(f"cond:{name}"),
            scheme="conditions",
            label=label,
            alt_labels=synonyms,
            hidden_labels=("graft versus hots disease",) if name == "gvhd" else (),
            notation=None,
            broader=tuple(iris.expand(f"cond:{other}") for other in broader),
            matches=tuple(Match("exactMatch", iris.expand(m), m) for m in matches),
            properties={},
        )

    return Scheme("conditions", {c.iri: c for c in map(concept, sorted(_SMALL))})


SMALL = Lexicon({"condition": Index(_small_scheme(), free_order=True)})
GROUNDER = Grounder(SMALL)
PACKAGED = Grounder()


@pytest.mark.parametrize(
    ("text", "curie", "predicate", "justification"),
    [
        ("MONDO:0013730", "cond:gvhd", "exactMatch", "semapv:MappingChaining"),
        ("mondo:0013730", "cond:gvhd", "exactMatch", "semapv:MappingChaining"),
        ("http://id.nlm.nih.gov/mesh/D006086", "cond:gvhd", "exactMatch", "semapv:MappingChaining"),
        ("D006086", "cond:gvhd", "exactMatch", "semapv:MappingChaining"),
        ("D000006086", "cond:gvhd", "exactMatch", "semapv:MappingChaining"),
        ("cond:ssc", "cond:ssc", "exactMatch", "semapv:LogicalReasoning"),
        ("Graft-versus-host  disease", "cond:gvhd", "exactMatch", "semapv:LexicalMatching"),
        ("gvhd", "cond:gvhd", "exactMatch", "semapv:LexicalMatching"),
        ("graft versus hots disease", "cond:gvhd", "exactMatch", "semapv:LexicalMatching"),
        ("Graft Versus Host Diseases", "cond:gvhd", "exactMatch", "semapv:LexicalMatching"),
        ("Lupus Erythematosus, Systemic", "cond:sle", "exactMatch", "semapv:LexicalMatching"),
        ("sjogrens syndrome", "cond:sjogren", "exactMatch", "semapv:LexicalMatching"),
        ("Sjogren’s Syndromes", "cond:sjogren", "exactMatch", "semapv:LexicalMatching"),
        ("steroid resistant aGVHD", "cond:sr-agvhd", "exactMatch", None),
        ("GVHD, acute, steroid-refractory", "cond:sr-agvhd", "exactMatch", None),
        ("Systemic Sclerosis (SSc)", "cond:ssc", "exactMatch", "semapv:CompositeMatching"),
        ("ABC (Alzheimer Disease)", "cond:alzheimer", "exactMatch", "semapv:CompositeMatching"),
        ("patients with lupus", "cond:sle", "exactMatch", "semapv:CompositeMatching"),
        ("Evidence of Liver Transplantation", "cond:liver-tx", "exactMatch", None),
        ("severe GVHD", "cond:gvhd", "broadMatch", "semapv:CompositeMatching"),
        ("treatment-resistant lupus", "cond:sle", "broadMatch", "semapv:CompositeMatching"),
        ("moderate acute GVHD grade II", "cond:acute-gvhd", "broadMatch", None),
        ("refractory (acute or chronic) GVHD", "cond:gvhd", "broadMatch", None),
        ("drug-induced lupus-like rash", None, "exactMatch", "semapv:LexicalMatching"),
        ("non-lupus", None, "exactMatch", "semapv:LexicalMatching"),
        ("NCT00504803", None, "exactMatch", "semapv:LexicalMatching"),
        ("MONDO:9999999", None, "exactMatch", "semapv:MappingChaining"),
        ("", None, "exactMatch", "semapv:LexicalMatching"),
    ],
)
def test_chain(text: str, curie: str | None, predicate: str, justification: str | None) -> None:
    grounding = GROUNDER.ground("condition", text)
    assert (grounding.curie, grounding.predicate) == (curie, predicate)
    assert justification in (None, grounding.justification)
    assert grounding.explanation


def test_ambiguous_stays_ungrounded_with_its_candidates() -> None:
    for text in ("shared", "SS", "mesh:D000001"):
        grounding = GROUNDER.ground("condition", text)
        assert grounding.concept is None
        assert grounding.flags == ("ambiguous",)
        assert len(grounding.candidates) == 2
    assert GROUNDER.ground("condition", "SS").candidates == ("cond:sjogren", "cond:ssc")


def test_an_abbreviation_without_a_label_lists_what_it_may_stand_for() -> None:
    grounding = GROUNDER.ground("condition", "AD")
    assert grounding.candidates == ("cond:alzheimer", "cond:atopic")
    decided = GROUNDER.ground("condition", "AD", context="MSCs for Alzheimer Disease")
    assert decided.curie == "cond:alzheimer"
    undecided = GROUNDER.ground("condition", "AD", context="MSCs for lupus")
    assert undecided.concept is None


@pytest.mark.parametrize(
    ("legend", "curie"),
    [
        ({"SS": "Sjogren syndrome"}, "cond:sjogren"),
        ({"SS": "systemic sclerosis"}, "cond:ssc"),
        ({"SS": "something else"}, None),
        ({"MS": "multiple sclerosis"}, None),
    ],
)
def test_the_legend_of_the_document_decides(legend: dict[str, str], curie: str | None) -> None:
    grounding = GROUNDER.ground("condition", "SS", legend=legend)
    assert grounding.curie == curie
    if curie:
        assert grounding.justification == "semapv:CompositeMatching"
        assert "legend" in grounding.explanation


def test_a_legend_explains_an_abbreviation_within_a_text() -> None:
    grounding = GROUNDER.ground("condition", "severe XYZ", legend={"XYZ": "scleroderma"})
    assert (grounding.curie, grounding.predicate) == ("cond:ssc", "broadMatch")


def test_a_legend_that_knows_better_than_the_labels_is_not_overruled() -> None:
    grounding = GROUNDER.ground("condition", "UC", legend={"UC": "umbilical cord"})
    assert grounding.concept is None
    assert grounding.candidates == ("cond:uc",)


def test_a_misprinted_legend_relates_and_flags() -> None:
    grounding = GROUNDER.ground("condition", "UC", legend={"UC": "ulcerative collitis"})
    assert (grounding.curie, grounding.predicate) == ("cond:uc", "relatedMatch")
    assert grounding.flags == ("doubtful",)


def _decision(text: str, target: str, *, negated: bool = False, manual: bool = True) -> Decision:
    return Decision("condition", text, target, "exactMatch", negated, manual)


def test_curated_decisions_win_over_labels() -> None:
    curated = Grounder(
        SMALL,
        [
            _decision("ss", "cond:ssc"),
            _decision("lupus", "sssom:NoTermFound"),
            _decision("colitis thing", "MONDO:0013730"),
            _decision("elsewhere", "MONDO:1"),
            _decision("gvhd", "cond:ssc", manual=False),
            _decision("gvhd", "cond:gvhd"),
        ],
    )
    found = {text: curated.ground("condition", text) for text in ("SS", "Lupus", "GVHD")}
    assert found["SS"].curie == "cond:ssc"
    assert found["SS"].justification == "semapv:ManualMappingCuration"
    assert found["Lupus"].concept is None
    assert found["Lupus"].flags == ("curated: no concept",)
    assert found["GVHD"].curie == "cond:gvhd"
    assert curated.ground("condition", "Colitis  thing").curie == "cond:gvhd"
    assert "MONDO:1" in curated.ground("condition", "elsewhere").explanation


def test_a_negated_decision_blocks_a_concept_and_what_it_matches() -> None:
    blocked = Grounder(
        SMALL,
        [
            _decision("uc", "cond:uc", negated=True),
            _decision("graft-versus-host disease", "mesh:D006086", negated=True),
        ],
    )
    assert blocked.ground("condition", "UC").curie is None
    assert blocked.ground("condition", "ulcerative colitis").curie == "cond:uc"
    assert blocked.ground("condition", "graft-versus-host disease").curie is None
    assert blocked.ground("condition", "GVHD").curie == "cond:gvhd"


def test_several_conditions_in_one_text() -> None:
    whole = GROUNDER.ground("condition", "GVHD, lupus")
    assert whole.concept is None
    assert whole.flags == ("several concepts",)
    each = GROUNDER.ground_each("condition", "acute or chronic GVHD; lupus")
    assert [g.curie for g in each] == ["cond:acute-gvhd", "cond:chronic-gvhd", "cond:sle"]
    assert len(GROUNDER.ground_each("condition", "this and that")) == 1
    assert parts("a, severe or mild X") == ("a", "severe X", "mild X")


def _spotted(lexicon: Lexicon, text: str, kind: str = "condition") -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.value.curie) for s in lexicon.spot(kind, text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Stem Cells Transplantation for Systemic Sclerosis (SSc)",
            [("Systemic Sclerosis", "cond:ssc")],
        ),
        ("UC-MSC in UC", [("UC", "cond:uc")]),
        ("UC derived cells, hUC, AUC", []),
        ("allografts and grafts", []),
        ("uc in lower case is a word", []),
        ("refractory systemic lupus erythematosus", [("systemic lupus erythematosus", "cond:sle")]),
        ("steroid-resistant acute GVHD", [("steroid-resistant acute GVHD", "cond:sr-agvhd")]),
        (
            "acute or chronic GVHD",
            [("acute", "cond:acute-gvhd"), ("chronic GVHD", "cond:chronic-gvhd")],
        ),
        ("SS, unexplained", []),
        ("", []),
    ],
)
def test_spot(text: str, found: list[tuple[str, str]]) -> None:
    assert _spotted(SMALL, text) == found


def test_an_unknown_kind_is_told_with_near_ones() -> None:
    with pytest.raises(UnknownNameError, match="unknown kind 'tisue'") as raised:
        PACKAGED.ground("tisue", "BM")
    assert raised.value.near == ("tissue",)


def test_every_kind_grounds_the_preferred_labels_of_its_scheme() -> None:
    assert len(kinds()) == 20
    for kind in kinds():
        for concept in PACKAGED.lexicon.index(kind).scheme:
            grounding = PACKAGED.ground(kind, concept.label)
            assert grounding.curie == concept.curie, (kind, concept.label)


@pytest.mark.parametrize(
    ("kind", "text", "curie"),
    [
        ("condition", "steroid resistant aGVHD", "cond:steroid-refractory-acute-gvhd"),
        ("condition", "Steroid-resistant GVHD", "cond:steroid-refractory-gvhd"),
        ("condition", "Chronic allograft nephropathy", "cond:chronic-allograft-nephropathy"),
        ("condition", "Renal transplantation", "cond:kidney-transplantation"),
        ("condition", "Kidney transplant", "cond:kidney-transplantation"),
        ("condition", "Evidence of Liver Transplantation", "cond:liver-transplantation"),
        ("condition", "poor graft function", "cond:poor-graft-function"),
        ("condition", "HIV", "cond:hiv-infection"),
        ("condition", "Multiple Sclerosis, Chronic Progressive", "cond:progressive-ms"),
        ("condition", "MONDO:0012833", None),
        ("condition", "mesh:D051799", "cond:delayed-graft-function"),
        ("condition", "Autologous Mesenchymal Stem Cells", None),
        ("condition", "graft", None),
        ("tissue", "BM", "tissue:bone-marrow"),
        ("tissue", "UC", "tissue:umbilical-cord"),
        ("tissue", "AD", "tissue:adipose-tissue"),
        ("tissue", "cord blood", "tissue:umbilical-cord-blood"),
        ("tissue", "BM-derived allogenic MSC (prochymal)", "tissue:bone-marrow"),
        ("donor", "BM-derived allogenic MSCs", "donor:allogeneic"),
        ("cell-type", "adipose tissue-derived autologous MSCs", "cell:ad-msc"),
        ("route", "I.V", "route:intravenous"),
        ("route", "Intra-articular knee", "route:intra-articular"),
        ("status", "Not yet recruiting", "status:NOT_YET_RECRUITING"),
        ("phase", "PHASE1/PHASE2", "phase:PHASE1_PHASE2"),
        ("masking", "None (Open Label)", "masking:NONE"),
        ("unit", "cells/kg", "unit:cells-per-kg"),
        ("country", "Korea", "country:KR"),
        ("sponsor", "Mayo Clinic, USA", "org:mayo-clinic"),
        ("sponsor", "University Hospital of Liège", "org:university-hospital-of-liege"),
        ("sponsor", "University Hospital of Liege, France", None),
        ("sponsor", "A Hospital Nobody Knows", None),
    ],
)
def test_packaged_schemes(kind: str, text: str, curie: str | None) -> None:
    assert PACKAGED.ground(kind, text).curie == curie


@pytest.mark.parametrize(
    ("text", "curies"),
    [
        ("Vertebral Compression Fracture of L4", ["mesh:D050815"]),
        ("Wilson's Disease", ["cond:wilson-disease"]),
        ("Hepatolenticular Degeneration", ["cond:wilson-disease"]),
        ("Radiation-induced Hemorrhagic Cystitis", ["cond:hemorrhagic-cystitis"]),
        (
            "Erectile Dysfunction With Diabetes Mellitus",
            ["cond:diabetes-mellitus", "cond:erectile"],
        ),
        ("Metastatic NSCLC", ["cond:nsclc"]),
        ("Colon cancer", ["mesh:D003110"]),
        ("Change of stroke volume", [None]),
        ("Stroke rehabilitation", [None]),
        ("Anti-lupus", [None]),
        ("Paraplegia", ["mesh:D010264"]),
        ("Periodontal Pocket", ["mesh:D010514"]),
    ],
)
def test_conditions_over_the_whole_of_mesh(text: str, curies: list[str | None]) -> None:
    found = [g.curie for g in PACKAGED.ground_each("condition", text)]
    assert len(found) == len(curies)
    for curie, wanted in zip(sorted(map(str, found)), sorted(map(str, curies)), strict=True):
        assert curie.startswith(wanted)


def test_words_before_and_behind_a_condition_make_it_narrower() -> None:
    for text in ("vertebral fracture", "fracture of the vertebra", "fracture after a fall"):
        grounding = PACKAGED.ground("condition", text)
        assert (grounding.curie, grounding.predicate) == ("cond:fracture", "broadMatch"), text


def test_headings_named_within_one_another() -> None:
    named = {heading.label for heading in headings.named("Acute Ischemic Stroke")}
    assert {"Ischemic Stroke", "Stroke"} <= named
    assert headings.named("") == ()
    assert headings.concept_of("D000006086") == iris.expand("cond:gvhd")
    assert headings.concept_of("D999999") is None
    assert headings.ids_of(iris.expand("cond:gvhd")) == {"D006086"}


def test_organisations_that_sound_alike_stay_apart() -> None:
    names = (
        "Nanjing Medical University, China",
        "Nanjing University",
        "Nanjing Drum Tower Hospital",
    )
    found = {PACKAGED.ground("sponsor", name).curie for name in names}
    assert len(found) == 3


def test_what_is_no_condition_says_what_it_is() -> None:
    treatment = PACKAGED.ground("condition", "Autologous Mesenchymal Stem Cells")
    assert treatment.flags == ("names a treatment",)
    assert PACKAGED.ground("condition", "Umbilical Cord").flags == ("names a tissue",)


def test_a_misprinted_route_is_related_only() -> None:
    grounding = PACKAGED.ground("route", "I.A", legend={"I.A": "interatrial"})
    assert (grounding.curie, grounding.predicate) == ("route:intra-arterial", "relatedMatch")
    assert grounding.flags == ("doubtful",)


def test_printed_labels_of_the_seeds(shared: object) -> None:
    """The strings that the seed tables print in condition columns, and their concepts."""
    import csv
    from pathlib import Path

    assert isinstance(shared, Path)
    path = shared / "ontology" / "condition_label_grounding.tsv"
    rows = [
        row
        for row in csv.DictReader(path.read_text("utf-8").splitlines(), delimiter="\t")
        if row["where"] in {"column value", "condition"}
    ]
    assert len(rows) == 21
    for row in rows:
        found = PACKAGED.ground_each("condition", row["as_printed"])
        concepts = " ".join(sorted(g.curie for g in found if g.curie)) or "(none)"
        assert concepts == " ".join(sorted(row["concepts"].split())), row["as_printed"]


def test_parameters_of_questions() -> None:
    assert resolve_parameter("condition", "GVHD").curie == "cond:gvhd"
    assert resolve_parameter("tissue", "BM").curie == "tissue:bone-marrow"
    assert resolve_parameter("country", "South Korea").notation == "KR"
    assert resolve_parameter("sponsor", "Mayo Clinic").curie == "org:mayo-clinic"
    assert resolve_parameter("sponsor", "Some  New Hospital").curie == "org:some-new-hospital"


def test_words_that_are_not_known_are_no_parameter_but_a_hint() -> None:
    assert PACKAGED.ground("condition", "purple stroke").flags == (UNKNOWN_WORDS,)
    assert PACKAGED.ground("condition", "severe stroke").flags == ()
    with pytest.raises(UnknownNameError, match="unknown condition") as raised:
        resolve_parameter("condition", "purple stroke")
    assert raised.value.near == ("stroke",)
    assert resolve_parameter("condition", "severe stroke").curie == "cond:stroke"
    assert resolve_parameter("condition", "stable angina").curie == "mesh:D060050"


@pytest.mark.parametrize("text", ["xyzzy", "mutliple sclerosos", "", "BM and UC"])
def test_an_unknown_parameter_gets_near_names(text: str) -> None:
    with pytest.raises(UnknownNameError, match="unknown condition") as raised:
        resolve_parameter("condition", text)
    assert "msc-kg ground --kind condition" in str(raised.value)
    assert ("did you mean" in str(raised.value)) == (text in {"mutliple sclerosos", "BM and UC"})


def test_suggestions_name_each_concept_once() -> None:
    near = PACKAGED.lexicon.suggest("condition", "mutliple sclerosos")
    assert near[0] == "multiple sclerosis"
    concepts = [PACKAGED.ground("condition", label).curie for label in near]
    assert len(set(concepts)) == len(near)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Haematological Diseases", "hematological disease"),
        ("Crohn’s disease", "Crohn's Disease"),
        ("Sjögren syndrome", "Sjogren syndrome"),
        ("Type II diabetes", "type 2 Diabetes"),
        ("COVID19", "Covid-19"),
        ("Nephropathies", "nephropathy"),
        ("oedema of the centre", "edema of the center"),
    ],
)
def test_normal_forms_agree(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), [("SS", "SSc"), ("graft", "allograft"), ("ALS", "AL")])
def test_normal_forms_that_must_differ(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_words_of_equal_meaning() -> None:
    assert canonical("renal transplantation") == canonical("Kidney transplant")
    assert canonical("steroid-resistant aGVHD") == ("steroid", "refractory", "acute", "gvhd")


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_is_grounded_the_same_way_twice(text: str) -> None:
    first = GROUNDER.ground("condition", text)
    assert first == Grounder(SMALL).ground("condition", text)
    assert (first.concept is None) == (first.curie is None)
    assert first.justification.startswith("semapv:")


@given(st.text(max_size=80))
@settings(deadline=None)
def test_tokens_and_mentions_lie_in_the_text(text: str) -> None:
    bounds = [(token.start, token.end) for token in tokens(text)]
    assert bounds == sorted(bounds)
    assert all(0 <= start < end <= len(text) for start, end in bounds)
    spans = SMALL.spot("condition", text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@given(st.sampled_from(sorted(_SMALL)), st.sampled_from([str.upper, str.lower, str.title]))
def test_case_and_spaces_do_not_matter(name: str, change: object) -> None:
    assert callable(change)
    label = _SMALL[name][0]
    assert GROUNDER.ground("condition", f"  {change(label)}\n").curie == f"cond:{name}"


def test_a_long_hostile_text_is_no_trouble() -> None:
    for text in ("(" * 50_000, "GVHD " * 10_000, "a" * 200_000, "SS (" * 20_000):
        SMALL.spot("condition", text)
        assert GROUNDER.ground("condition", text).text
    assert GROUNDER.ground("condition", "x").concept is None


def test_the_scheme_of_conditions_has_no_label_on_two_concepts() -> None:
    """Golden for the conditions scheme: what two concepts share can never be grounded."""
    seen: dict[str, str] = {}
    shared_labels = []
    for concept in schemes.load("conditions"):
        for label in {normal(text) for text in concept.labels}:
            if seen.setdefault(label, concept.curie) != concept.curie:
                shared_labels.append((label, seen[label], concept.curie))
    assert shared_labels == []
