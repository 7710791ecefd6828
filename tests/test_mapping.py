"""Records to quads: what is claimed, what is accepted, where documents disagree."""

from pathlib import Path

import pytest

from msc_kg import iris, schemes
from msc_kg.documents import Document
from msc_kg.grounding import Grounder
from msc_kg.mapping import (
    MappedDocument,
    accepted_view,
    ancestors,
    map_document,
    vocabulary,
)
from msc_kg.mapping.cells import cell_concept, unit_concept
from msc_kg.mapping.claims import TIME_VARYING
from msc_kg.mapping.conditions import REGISTRY_CODE
from msc_kg.mapping.record import PLACEHOLDER_ENROLLMENT, trial_iris
from msc_kg.records import (
    Date,
    Description,
    Dose,
    Extraction,
    MeshTerm,
    Product,
    Record,
    Reference,
    Route,
    Sponsor,
)  # fmt: skip

GROUNDER = Grounder()
MSC = "https://w3id.org/msc-kg/ontology#"
BASE: dict[str, str] = {"kind": "registry-record", "document": "a.txt", "locator": "page"}


def record(**fields: object) -> Record:
    """Return a registry record of NCT00000001 with the given fields."""
    return Record(**{**BASE, "registry_ids": ("NCT00000001",), **fields})  # type: ignore[arg-type]


def mapped(*records: Record, name: str = "a.txt") -> MappedDocument:
    """Map records as if one document held them."""
    document = Document(name, name.encode())
    return map_document(document, Extraction(Description(kind="test"), records), GROUNDER)


def accepted(*documents: MappedDocument) -> set[str]:
    """Return the accepted view of documents, without subject and graph."""
    claims = [claim for document in documents for claim in document.claims]
    trials = {node: label for document in documents for node, label in document.trials.items()}
    view = accepted_view(claims, trials=trials, organisations={}, broader=ancestors)
    return {
        line.split(" <https://w3id.org/msc-kg/graph")[0].split(" ", 1)[1] for line in view.lines
    }


def says(document: MappedDocument, name: str) -> set[str]:
    """Return the objects that a document's quads have for a property of ours."""
    marker = f"> <{MSC}{name}> "
    return {line.split(marker)[1].rsplit(" <", 1)[0] for line in document.lines if marker in line}


def concept(curie: str) -> str:
    """Return the object term of a concept."""
    return f"<{iris.expand(curie)}>"


def test_the_latest_status_is_accepted_and_the_change_told() -> None:
    old = mapped(record(status="Recruiting", as_of="2011-04"), name="old.txt")
    new = mapped(record(status="Completed", as_of="2018"), name="new.txt")
    view = accepted(old, new)
    assert f"<{MSC}overallStatus> {concept('status:COMPLETED')}" in view
    assert f"<{MSC}overallStatus> {concept('status:RECRUITING')}" not in view
    assert f"<{MSC}disagreementKind> {concept('disagreement:change-over-time')}" in view


def test_a_record_alone_is_accepted_as_beside_one_that_says_the_same() -> None:
    product = Product(text="MSC", cell_type="MSC", tissues=("bone marrow",), donors=("autologous",))
    stated = record(
        title="Cells for GVHD",
        status="Completed",
        as_of="2018-02",
        enrollment=12,
        start_date=Date("2012-12"),
        completion_date=Date("2015"),
        phases=("Phase 1", "Phase 2"),
        conditions=("GVHD",),
        products=(product,),
        sponsor=Sponsor("A Company"),
    )
    alone = mapped(stated, name="a.txt")
    assert len(accepted(alone)) == 13  # one for each value, and the label of the trial
    assert accepted(alone) == accepted(alone, mapped(stated, name="b.txt"))


def test_of_two_statements_of_one_date_the_registry_record_holds() -> None:
    view = accepted(
        mapped(record(kind="review-row", status="Completed", as_of="2018"), name="a.txt"),
        mapped(record(status="Suspended", as_of="2018"), name="b.txt"),
    )
    assert f"<{MSC}overallStatus> {concept('status:SUSPENDED')}" in view
    assert f"<{MSC}overallStatus> {concept('status:COMPLETED')}" not in view


def test_two_registry_records_of_one_date_leave_it_open() -> None:
    view = accepted(
        mapped(record(status="Completed", as_of="2018"), name="a.txt"),
        mapped(record(status="Suspended", as_of="2018"), name="b.txt"),
    )
    assert not [line for line in view if "overallStatus> <" in line and "onProperty" not in line]
    assert f"<{MSC}disagreementKind> {concept('disagreement:contradiction')}" in view


def test_of_two_dates_that_agree_the_more_precise_holds() -> None:
    view = accepted(
        mapped(record(start_date=Date("2012-12"), as_of="2018"), name="a.txt"),
        mapped(record(start_date=Date("2012-12-01"), as_of="2018"), name="b.txt"),
    )
    assert f'<{MSC}startDate> "2012-12-01"^^<http://www.w3.org/2001/XMLSchema#date>' in view
    assert not [line for line in view if "gYearMonth" in line]


def test_a_narrower_condition_is_granularity() -> None:
    view = accepted(
        mapped(record(conditions=("Crohn disease",)), name="a.txt"),
        mapped(record(conditions=("inflammatory bowel disease",)), name="b.txt"),
    )
    assert f"<{MSC}disagreementKind> {concept('disagreement:granularity')}" in view
    assert f"<{MSC}condition> {concept('cond:crohn-disease')}" in view
    assert f"<{MSC}condition> {concept('cond:ibd')}" in view


def test_different_donors_are_a_contradiction() -> None:
    own = Product(text="autologous MSC", cell_type="MSC", donors=("autologous",))
    other = Product(text="allogeneic MSC", cell_type="MSC", donors=("allogeneic",))
    view = accepted(
        mapped(record(products=(own,), as_of="2011"), name="a.txt"),
        mapped(record(products=(other,), as_of="2012"), name="b.txt"),
    )
    assert f"<{MSC}disagreementKind> {concept('disagreement:contradiction')}" in view


def test_a_silent_document_does_not_disagree() -> None:
    view = accepted(
        mapped(record(status="Completed", as_of="2011"), name="a.txt"),
        mapped(record(as_of="2020"), name="b.txt"),
    )
    assert not [line for line in view if "disagreementKind" in line]


def test_a_condition_inferred_from_the_title_says_so_and_never_disagrees() -> None:
    inferred = mapped(record(title="MSC for Systemic Sclerosis (SSc)"), name="a.txt")
    assert says(inferred, "basis") == {'"title"'}
    assert concept("cond:systemic-sclerosis") in says(inferred, "condition")
    view = accepted(inferred, mapped(record(conditions=("lupus nephritis",)), name="b.txt"))
    assert not [line for line in view if "disagreementKind" in line]


def test_a_treatment_as_condition_is_kept_and_flagged() -> None:
    found = mapped(record(conditions=("Autologous Mesenchymal Stem Cells",)))
    assert says(found, "hasConditionMention")
    assert not says(found, "condition")
    assert any("treatment" in flag for flag in says(found, "flag"))


ARDS = MeshTerm("Respiratory Distress Syndrome", "D012128")
NEWBORN = MeshTerm("Respiratory Distress Syndrome, Newborn", "D012127")


def test_a_code_of_the_registry_is_a_condition_that_says_what_it_is() -> None:
    found = mapped(record(conditions=("ARDS",), mesh_conditions=(ARDS, NEWBORN)))
    assert says(found, "condition") == {
        concept("cond:ards"),
        "<http://id.nlm.nih.gov/mesh/D012127>",
    }
    assert says(found, "basis") == {f'"{REGISTRY_CODE}"'}
    assert len(says(found, "hasConditionMention")) == 2
    assert not says(found, "flag")


def test_a_code_that_the_words_imply_gets_no_mention_of_its_own() -> None:
    codes = (MeshTerm("Diabetes Mellitus", "D003920"), MeshTerm("Diabetes Mellitus, Type 2"))
    found = mapped(record(conditions=("Type 2 Diabetes",), mesh_conditions=codes))
    assert says(found, "condition") == {concept("cond:t2dm")}
    assert len(says(found, "hasConditionMention")) == 1


def test_a_code_for_a_word_within_a_name_is_none() -> None:
    codes = (MeshTerm("Amyotrophic Lateral Sclerosis", "D000690"), MeshTerm("Sclerosis", "D012598"))
    found = mapped(record(conditions=("Amyotrophic Lateral Sclerosis",), mesh_conditions=codes))
    assert says(found, "condition") == {concept("cond:als")}


def test_codes_stand_in_for_conditions_and_for_the_title() -> None:
    code = MeshTerm("Graft vs Host Disease", "D000006086")
    found = mapped(record(title="MSC for lupus", mesh_conditions=(code, MeshTerm("Unheard of"))))
    assert says(found, "condition") == {concept("cond:gvhd")}


def test_a_code_never_disagrees_with_another_document() -> None:
    one = mapped(record(conditions=("ARDS",), mesh_conditions=(ARDS, NEWBORN)), name="a.txt")
    view = accepted(one, mapped(record(conditions=("ARDS",)), name="b.txt"))
    assert not [line for line in view if "disagreementKind" in line]


@pytest.mark.parametrize(
    ("text", "code", "flagged"),
    [
        ("Lupus Nephritis", ("Lupus Erythematosus, Systemic", "D008180"), False),
        ("Arthritis", ("Arthritis, Rheumatoid", "D001172"), False),
        ("Amyotrophic Lateral Sclerosis", ("Sclerosis", "D012598"), False),
        ("Crohn Disease", ("Stroke", "D020521"), True),
        ("Some unknown wish", ("Stroke", "D020521"), False),
    ],
)
def test_words_that_the_codes_contradict_are_flagged(
    text: str, code: tuple[str, str], flagged: bool
) -> None:
    found = mapped(record(conditions=(text,), mesh_conditions=(MeshTerm(*code),)))
    flags = [flag for flag in says(found, "flag") if "other MeSH" in flag]
    assert bool(flags) == flagged
    assert not flagged or "Stroke" in flags[0]


def test_ancestors_of_codes_are_no_contradiction() -> None:
    found = mapped(
        record(
            conditions=("Sepsis",),
            mesh_conditions=(MeshTerm("Shock, Septic", "D012772"),),
            mesh_ancestors=(MeshTerm("Sepsis", "D018805"),),
        )
    )
    assert not says(found, "flag")


def test_one_text_may_name_several_conditions() -> None:
    found = mapped(record(conditions=("GVHD and lupus nephritis", "Crohn colitis")))
    named = {concept(f"cond:{name}") for name in ("gvhd", "lupus-nephritis", "crohn-disease")}
    assert named < says(found, "condition")
    assert len(says(found, "hasConditionMention")) == 2


def test_a_heading_without_a_condition_of_ours_is_one_below_ours() -> None:
    found = mapped(record(conditions=("Stable angina",)))
    heading = "http://id.nlm.nih.gov/mesh/D060050"
    assert says(found, "condition") == {f"<{heading}>"}
    assert iris.expand("cond:angina") in ancestors(iris.expand("mesh:D060050"))
    lines = vocabulary(found.concepts).lines
    assert any(f"<{heading}> " in line and line.count(f"{MSC}Condition") for line in lines)


def test_a_cohort_is_never_an_enrollment() -> None:
    row = mapped(record(kind="review-row", enrollment=178))
    assert says(row, "cohortSize") == {'"178"^^<http://www.w3.org/2001/XMLSchema#integer>'}
    assert not says(row, "enrollment")


def test_the_placeholder_enrollment_is_missing() -> None:
    assert not says(mapped(record(enrollment=PLACEHOLDER_ENROLLMENT)), "enrollment")


def test_dates_keep_their_precision() -> None:
    found = mapped(record(start_date=Date("2012-02"), completion_date=Date("2014", "estimated")))
    assert says(found, "startDate") == {'"2012-02"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'}
    assert says(found, "completionDate") == {'"2014"^^<http://www.w3.org/2001/XMLSchema#gYear>'}
    assert says(found, "completionDateType") == {concept("date-type:ESTIMATED")}


def test_an_unknown_word_for_a_status_is_kept_and_flagged() -> None:
    found = mapped(record(status="Recruting"))
    assert says(found, "statusStatedAs") == {'"Recruting"'}
    assert not says(found, "overallStatus")
    assert says(found, "flag") == {"\"status 'Recruting' is not known\""}


def test_a_misprinted_route_is_related_not_claimed() -> None:
    route = Route(text="I.A", value="intra-arterial")
    found = mapped(record(routes=(route,), abbreviations={"I.A": "interatrial"}))
    assert not says(found, "route")
    assert any("interatrial" in flag for flag in says(found, "flag"))
    assert any("relatedMatch" in line for line in found.lines)
    assert says(mapped(record(routes=(route,))), "route") == {concept("route:intra-arterial")}


def test_doses_are_decimals_in_a_unit() -> None:
    dose = Dose(text="67.37 ± 7.65 × 106cells", value=67.37e6, error=7.65e6, unit="cells")
    found = mapped(record(doses=(dose,)))
    assert says(found, "doseValue") == {'"67370000"^^<http://www.w3.org/2001/XMLSchema#decimal>'}
    assert says(found, "doseUnit") == {concept("unit:cells")}


@pytest.mark.parametrize(
    ("unit", "remark"),
    [("cells/wing", "\"unit 'cells/wing' is not known\""), (None, '"the unit is not stated"')],
)
def test_an_unknown_unit_is_a_remark_and_no_concept(unit: str | None, remark: str) -> None:
    found = mapped(record(doses=(Dose(text="2 million", value=2e6, unit=unit),)))
    assert says(found, "doseValue")
    assert not says(found, "doseUnit")
    assert says(found, "flag") == {remark}
    assert all(schemes.concept(iri) for iri in found.concepts)


def test_text_never_becomes_syntax() -> None:
    evil = 'x" . <http://evil> <http://evil> "\n\\> \u2028'
    found = mapped(
        record(title=evil, conditions=(evil,), sponsor=Sponsor(evil), secondary_ids=(evil,),
               references=(Reference(text=evil, doi='10.1/x> <y" '),))
    )  # fmt: skip
    import pyoxigraph as ox

    quads = list(ox.parse("".join(found.lines).encode(), format=ox.RdfFormat.N_QUADS))
    assert len(quads) == len(found.lines)
    assert not [quad for quad in quads if "<" in str(quad.subject)[1:]]


@pytest.mark.parametrize(
    ("identifiers", "expected"),
    [
        (("NCT00000001",), ["https://identifiers.org/clinicaltrials:NCT00000001"]),
        (("NTR1360",), ["https://w3id.org/msc-kg/trial/NTR1360"]),
        (
            ("2008-005144-16", "NCT00000001"),
            ["https://identifiers.org/clinicaltrials:NCT00000001"],
        ),
        (
            ("NCT00000001", "NCT00000002"),
            ["https://identifiers.org/clinicaltrials:NCT00000001",
             "https://identifiers.org/clinicaltrials:NCT00000002"],
        ),
        ((), ["https://w3id.org/msc-kg/trial/0000000000000000-7"]),
    ],
)  # fmt: skip
def test_which_trials_a_record_is_about(identifiers: tuple[str, ...], expected: list[str]) -> None:
    found = trial_iris(record(registry_ids=identifiers), "0" * 64, 7)
    assert list(found) == expected


@pytest.mark.parametrize(
    ("cell_type", "tissues", "curie"),
    [
        ("MSC", ("bone marrow",), "cell:bm-msc"),
        ("MSC", ("Wharton's jelly",), "cell:wj-msc"),
        ("MSC", ("umbilical cord blood",), "cell:ucb-msc"),
        ("MSC", ("buccal fat pad",), "cell:ad-msc"),
        ("MSC", ("bone marrow", "umbilical cord"), "cell:msc"),
        ("MSC", (), "cell:msc"),
        ("HSC", ("bone marrow",), "cell:bm-hsc"),
        ("MNC", ("bone marrow",), "cell:bm-mnc"),
        ("MSC-NP", (), "cell:msc-np"),
    ],
)
def test_the_most_specific_cell(cell_type: str, tissues: tuple[str, ...], curie: str) -> None:
    assert cell_concept(cell_type, tissues) == iris.expand(curie)


def test_no_cell_for_no_type() -> None:
    assert cell_concept(None, ("bone marrow",)) is None


@pytest.mark.parametrize("unit", ["cells", "cells/kg", "cells/joint", "cells/ml", "cells/m2"])
def test_units_are_in_the_scheme(unit: str) -> None:
    assert unit_concept(unit) in schemes.load("units").concepts


def test_time_varying_properties_agree_with_the_ontology() -> None:
    text = (Path(__file__).resolve().parents[1] / "ontology" / "msc.ttl").read_text()
    blocks = {
        block.split(" ")[0] for block in text.split("\n\n") if "msc:timeVarying true" in block
    }
    mine = {term.iri.replace(MSC, "msc:") for term in TIME_VARYING}
    assert mine <= blocks


def test_the_vocabulary_holds_what_is_broader() -> None:
    lines = vocabulary([iris.expand("cond:steroid-refractory-gvhd")]).lines
    text = "".join(lines)
    for curie in ("cond:refractory-gvhd", "cond:gvhd", "cond:immune-system-disease"):
        assert f"<{iris.expand(curie)}> <http://www.w3.org/2000/01/rdf-schema#label>" in text
