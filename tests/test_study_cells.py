"""Cells of structured records: what a study gives, and what it only speaks of."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.extractors.study import Study
from msc_kg.extractors.study_cells import (
    MAX_EVIDENCE,
    ArmPassages,
    InterventionPassages,
    Passage,
    StudyPassages,
    add_cells,
)
from msc_kg.records import Record


def intervention(name: str, description: str = "", *others: str) -> InterventionPassages:
    """Return an intervention without places worth looking at."""
    told = [Passage("interventions[0].description", description)] if description else []
    names = [Passage(f"interventions[0].otherNames[{n}]", text) for n, text in enumerate(others)]
    return InterventionPassages(Passage("interventions[0].name", name), "BIOLOGICAL", names, told)


def arm(label: str, type_: str, description: str = "", *names: str) -> ArmPassages:
    """Return an arm at ``arms[0]``."""
    told = [Passage("arms[0].description", description)] if description else []
    return ArmPassages(Passage("arms[0].label", label), type_, told, names, "arms[0]")


def read(
    title: str = "",
    interventions: Sequence[InterventionPassages] = (),
    arms: Sequence[ArmPassages] = (),
    *,
    study_type: str = "INTERVENTIONAL",
    keywords: Sequence[str] = (),
) -> Record:
    """Return the record of a study with these texts."""
    study = Study("dump.json", "line 1")
    study.put("study_type", study_type, "designModule.studyType")
    told = Passage("identificationModule.briefTitle", title) if title else None
    add_cells(study, StudyPassages(told, None, interventions, arms, keywords))
    return study.record()


def texts(record: Record) -> list[str]:
    """Return the words of the products of a record."""
    return [product.text for product in record.products]


def test_products_doses_and_routes_come_with_place_and_words() -> None:
    record = read(
        "Stem cells after stroke",
        [intervention("UC-MSC", "2 × 10^6 cells/kg of umbilical cord MSC are infused i.v. twice.")],
    )
    assert [(p.cell_type, p.tissues) for p in record.products] == [("MSC", ("umbilical cord",))]
    assert [(d.value, d.unit) for d in record.doses] == [(2e6, "cells/kg")]
    assert [r.value for r in record.routes] == ["intravenous"]
    assert record.evidence["products[0]"].place == "line 1, interventions[0].name"
    assert record.evidence["doses[0]"].place == "line 1, interventions[0].description"
    assert "2 × 10^6 cells/kg" in record.evidence["doses[0]"].text


def test_arms_hold_what_their_own_text_states() -> None:
    record = read(
        "Mesenchymal stem cells in lupus",
        [intervention("Allogeneic mesenchymal stem cells")],
        [
            arm("Low dose MSC", "EXPERIMENTAL", "1 × 10^6 cells/kg IV"),
            arm("Placebo", "PLACEBO_COMPARATOR", "Infusion without MSC, IV"),
        ],
    )
    low, placebo = record.arms
    assert (low.label, low.type) == ("Low dose MSC", "EXPERIMENTAL")
    assert [p.text for p in low.products] == ["MSC"]
    assert [d.value for d in low.doses] == [1e6]
    assert not placebo.products
    assert not placebo.doses
    assert record.evidence["arms[0]"].place == "line 1, arms[0]"
    assert texts(record) == ["Allogeneic mesenchymal stem cells"]


def test_an_arm_without_a_label_keeps_its_type() -> None:
    record = read(arms=[ArmPassages(None, "EXPERIMENTAL", (), (), "armGroups[0]")])
    assert [(a.label, a.type) for a in record.arms] == [(None, "EXPERIMENTAL")]
    assert record.evidence["arms[0]"].place == "line 1, armGroups[0]"


@pytest.mark.parametrize(
    "title",
    [
        "Pembrolizumab in non-small cell lung cancer",
        "Vaccination after haematopoietic stem cell transplantation",
        "Outcome of bone marrow transplant recipients with fever",
        "Imatinib in gastrointestinal stromal tumour",
        "Limbal stem cell deficiency treated with eye drops",
        "Plerixafor for the mobilisation of stem cells",
        "An anti-mesenchymal antibody in fibrosis",
        "Modified Stroop task with colours (MSC)",
        "Alprostadil (MUSE) after prostatectomy",
        "Isolation of mesenchymal stem cells from bone marrow of patients",
        "Effects of a new drug on mesenchymal stem cells of the elderly",
        "A pleiotropic factor derived from mesenchymal stem cells for wounds",
    ],
)
def test_a_trial_that_gives_no_cells_has_no_product(title: str) -> None:
    record = read(title, [intervention("Drug", "5 mg IV once a day")])
    assert texts(record) == []
    assert not record.doses
    assert not record.routes


@pytest.mark.parametrize(
    ("name", "other", "brand"),
    [
        ("Prochymal", "adult human mesenchymal stem cells", "Prochymal"),
        ("remestemcel-L", "", "remestemcel-L"),
        ("Ryoncil", "", "Ryoncil"),
        ("CARTISTEM®", "", "CARTISTEM"),
        ("darvadstrocel", "Cx601", "darvadstrocel"),
        ("MultiStem", "HLCM051", "MultiStem"),
        ("Stempeucel", "", "Stempeucel"),
        ("Cellgram-LC", "", "Cellgram-LC"),
        ("Lomecel-B", "", "Lomecel-B"),
        ("TEMCELL HS", "JR-031", "TEMCELL HS"),
        ("Pneumostem", "", "Pneumostem"),
        ("lenzumestrocel", "", "lenzumestrocel"),
        ("CYP-001", "", "CYP-001"),
        ("Descartes-30", "", "Descartes-30"),
        ("PLX-PAD", "", "PLX-PAD"),
        ("NurOwn", "", "NurOwn"),
        ("Chondrochymal", "", "Chondrochymal"),
        ("ixmyelocel-T", "", "ixmyelocel-T"),
    ],
)
def test_trade_names_are_products(name: str, other: str, brand: str) -> None:
    record = read("A study in adults", [intervention(name, "", *filter(None, [other]))])
    assert [product.brand for product in record.products] == [brand]


def test_a_trade_name_joins_the_one_description_of_its_type() -> None:
    record = read(
        "JointStem in osteoarthritis",
        [intervention("JointStem", "Autologous adipose tissue-derived mesenchymal stem cells")],
    )
    (product,) = record.products
    assert (product.brand, product.tissues, product.donors) == (
        "JointStem",
        ("adipose tissue",),
        ("autologous",),
    )


def test_other_names_tell_what_a_trade_name_is_made_of() -> None:
    record = read(
        "A product for wounds", [intervention("Furestem", "", "cord blood-derived MSC, allogeneic")]
    )
    assert [(p.brand, p.tissues) for p in record.products] == [
        ("Furestem", ("umbilical cord blood",))
    ]


def test_the_number_of_a_trial_is_no_trade_name() -> None:
    assert texts(read("Follow-up of those treated in ALLO-ASC-BI-101")) == []


def test_msc_means_cells_where_cells_are_spoken_of() -> None:
    assert texts(read("A new therapy of colitis", [intervention("MSC", "given as a bolus")])) == []
    assert texts(read("A new therapy of colitis", [intervention("MSC", "infused")])) == ["MSC"]
    spelt = ["Mesenchymal Stem Cells"]
    assert texts(read("A new therapy", [intervention("MSC")], keywords=spelt)) == ["MSC"]
    assert texts(read("Injections at the Multiple Sclerosis Center (MSC)")) == []


def test_what_cells_come_from_is_no_product() -> None:
    record = read(
        "Stem cells in diabetes",
        [intervention("MSC", "Mesenchymal stem cells isolated from bone marrow mononuclear cells")],
    )
    assert [product.cell_type for product in record.products] == ["MSC"]
    record = read("", [intervention("PN", "Mitochondria isolated from umbilical cord MSC")])
    assert record.products == ()


def test_cell_free_products_are_of_their_own_type() -> None:
    record = read("", [intervention("Exosomes of adipose mesenchymal stem cells")])
    assert [product.cell_type for product in record.products] == ["EXO"]


def test_a_study_of_samples_gives_no_cells() -> None:
    title = "Properties of bone marrow mesenchymal stromal cells in leukaemia"
    sampled = arm("MSC", "", "bone marrow samples are collected")
    assert texts(read(title, (), [sampled], study_type="OBSERVATIONAL")) == []
    title = "Follow-up of patients treated with bone marrow mesenchymal stromal cells"
    assert len(texts(read(title, study_type="OBSERVATIONAL"))) == 1


def test_titles_name_targets_where_interventions_are_no_cells() -> None:
    assert texts(read("Metformin and mesenchymal stem cells", [intervention("Metformin")])) == []
    assert texts(read("Linagliptin and mesenchymal stem cells infusion")) != []


def test_routes_and_doses_of_other_treatments_are_left_out() -> None:
    record = read(
        "Mesenchymal stem cells with a drug",
        [intervention("MSC", "10^6/kg IV"), intervention("Etanercept", "50 mg subcutaneous")],
        [
            arm(
                "MSC and drug",
                "EXPERIMENTAL",
                "MSC are given IV. Methotrexate 15 mg is injected subcutaneously.",
            )
        ],
    )
    assert [route.value for route in record.routes] == ["intravenous"]
    assert [route.value for route in record.arms[0].routes] == ["intravenous"]


def test_a_disease_names_no_route() -> None:
    record = read(
        "MSC in intraventricular haemorrhage and perianal fistula",
        [intervention("Mesenchymal stem cells", "injected into the fistula")],
    )
    assert "intracerebroventricular" not in [route.value for route in record.routes]
    assert "perianal" not in [route.value for route in record.routes]


def test_arms_that_get_other_interventions_get_no_cells() -> None:
    record = read(
        "Mesenchymal stem cells in arthritis",
        [intervention("Mesenchymal stem cells"), intervention("Hyaluronic acid")],
        [
            arm(
                "Group B",
                "ACTIVE_COMPARATOR",
                "compared with those who get mesenchymal stem cells",
                "Drug: Hyaluronic acid",
            )
        ],
    )
    assert record.arms[0].products == ()


def test_what_is_said_together_and_apart_is_said_apart() -> None:
    record = read(
        "Autologous and allogeneic mesenchymal stem cells compared",
        [
            intervention("Autologous adipose mesenchymal stem cells"),
            intervention("Allogeneic umbilical cord mesenchymal stem cells"),
        ],
    )
    assert [product.donors for product in record.products] == [("autologous",), ("allogeneic",)]


def test_evidence_is_the_sentence_around_the_words() -> None:
    filler = "Patients are seen every month and nothing else is done to them. " * 12
    record = read("", [intervention("Cells", f"{filler}UC-MSC are infused IV. {filler}")])
    told = record.evidence["products[0]"].text
    assert told.startswith("UC-MSC are infused IV.")
    assert len(told) <= MAX_EVIDENCE


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(["", "EXPERIMENTAL", "SHAM"]))
def test_any_text_is_read(title: str, description: str, type_: str) -> None:
    text = f"{title} mesenchymal stem cells {description}"
    record = read(text, [intervention(title, text)], [arm(title, type_, text, title)])
    assert all(len(found.text) <= MAX_EVIDENCE for found in record.evidence.values() if found.text)


def test_of_an_endless_text_the_beginning_is_read_and_that_is_said() -> None:
    study = Study("d", "line 1")
    text = "umbilical cord MSCs, 5 x 10^6 cells/kg " * 5000
    add_cells(study, StudyPassages(title=Passage("briefTitle", text)))
    assert study.record().notes == (
        "briefTitle: cells were looked for in its first 10000 characters",
    )
