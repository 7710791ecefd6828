"""Cell products: the phrases of tables and pages, and what holds for any text."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import schemes
from msc_kg.phrases.products import read_donors, read_products, read_tissues, spot_products
from msc_kg.records import Product

BM, AD = ("bone marrow",), ("adipose tissue",)
UC, UCB, WJ = ("umbilical cord",), ("umbilical cord blood",), ("Wharton's jelly",)
AUTO, ALLO = ("autologous",), ("allogeneic",)


def product(text: str, cell_type: str | None = "MSC", **facts: Any) -> Product:
    return Product(text, cell_type, **facts)


WHOLE = [
    product("BM-derived allogenic MSC (prochymal)", tissues=BM, donors=ALLO, brand="prochymal"),
    product("BM-derived autologous MSCs", tissues=BM, donors=AUTO),
    product("Adipose tissue-derived autologous MSCs", tissues=AD, donors=AUTO),
    product("Human umbilical cord blood-derived MSCs", tissues=UCB),
    product("Human umbilical cord-derived MSCs", tissues=UC),
    product("Autologous BM-MSC", tissues=BM, donors=AUTO),
    product("hUC-MSC", tissues=UC),
    product("hUC-MSC with IFN-γ", tissues=UC, co_interventions=("IFN-γ",)),
    product("hUC-MSC with LG", tissues=UC, co_interventions=("LG",)),
    product("AD-ASC + Vit D", tissues=AD, co_interventions=("Vit D",)),
    product("BM-MNC", "MNC", tissues=BM),
    product("MSC-NP", "MSC-NP"),
    product("WJ-MSC", tissues=WJ),
    product("Placenta-MSC", tissues=("placenta",)),
    product("Allogeneic Mesenchymal Stem Cells (AlloMSC)", donors=ALLO),
    product("autologous bone-marrow derived mesenchymal stem cells", tissues=BM, donors=AUTO),
    product("Human Umbilical Cord Mesenchymal Stem Cell", tissues=UC),
    product("Mesenchymal Stem Cells from bone marrow", tissues=BM),
    product("autologous mesenchymal stem cells from adipose tissue", tissues=AD, donors=AUTO),
    product("stromal vascular fraction", "SVF"),
    product("haploidentical MSCs", donors=("haploidentical donor",)),
    product("third-party UCB-MSC", tissues=UCB, donors=ALLO),
    product("auto-BM-MSCs", tissues=BM, donors=AUTO),
    product("allo-ADSC", tissues=AD, donors=ALLO),
    product("hUCB-MSCs", tissues=UCB),
    product("hUCMSCs", tissues=UC),
    product("hAMSC", tissues=("amnion",)),
    product("BMSCs", tissues=BM),
    product("bone marrow (BM)-derived mesenchymal stromal cells (MSCs)", tissues=BM),
    product("Cartistem", brand="Cartistem"),
    product("Prochymal®", brand="Prochymal"),
    product("Alofisel / darvadstrocel (Cx601)", brand="Alofisel"),
    product("Neuronata-R/lenzumestrocel", brand="Neuronata-R"),
    product("MultiStem", "MAPC", brand="MultiStem"),
    product("PROCHYMAL adult human mesenchymal stem cells", brand="PROCHYMAL"),
    product(
        "Autologous Cultured Mesenchymal Bone Marrow Stromal Cells Secreting Neurotrophic Factors"
        " (MSC-NTF)",
        "MSC-NTF",
        tissues=BM,
        donors=AUTO,
        modifiers=("Cultured",),
    ),
    product("Mesenchymal stem cells derived from Wharton Jelly of umbilical cords", tissues=WJ),
    product("MSC-derived exosomes", "EXO"),
    product("exosomes derived from allogeneic adipose MSCs", "EXO", tissues=AD, donors=ALLO),
    product(
        "Cultured autologous or allogeneic BM-MSCs",
        tissues=BM,
        donors=(*AUTO, *ALLO),
        modifiers=("Cultured",),
    ),
    product(
        "Mesenchymal Stem Cells loaded on collagen scaffold",
        co_interventions=("collagen scaffold",),
    ),
    product("HB-adMSCs (allogeneic)", tissues=AD, donors=ALLO, brand="HB-adMSCs"),
]


@pytest.mark.parametrize("expected", WHOLE, ids=lambda item: item.text[:40])
def test_a_phrase_is_read_alike_as_a_cell_and_in_a_sentence(expected: Product) -> None:
    assert read_products(expected.text) == (expected,)
    sentence = f"The study of {expected.text} in 12 patients"
    assert [span.value for span in spot_products(sentence)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "bone marrow transplant",
        "autologous stem cell transplantation",
        "unrelated haematopoietic stem cell transplantation",
        "HSCT for leukaemia",
        "Conventional plus placebo",
        "kidney transplantation without MSC infusion",
        "no transplantation of mesenchymal stem cells",
        "Placebo of Mesenchymal stem cells",
        "MSC-derived factors",
        "looking at the umbilical cord",
        "an MSc degree",
        "gastrointestinal stromal tumor",
        "2 M cells",
        "peripheral blood mononuclear cells will be isolated",
        "spinal cord injury",
        "mitomycin (MMC) and SHED light",
    ],
)
def test_these_are_no_products_in_running_text(text: str) -> None:
    assert spot_products(text) == ()


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        (
            "RA I.V hUC-MSC with LG 119 4 × 107 cell LG + UC-MSCs can",
            ["hUC-MSC with LG", "UC-MSCs"],
        ),
        ("T1DM I.V AD-ASC + Vit D 9 1 × 106/kg Clinical", ["AD-ASC + Vit D"]),
        ("IS-AD-MSC + allogenic BM-HSC 5.1 × 106/ml", ["IS-AD-MSC", "allogenic BM-HSC"]),
        ("T1DM I.A IS-AD-MSC plus BM-HSC 10 2.7", ["IS-AD-MSC", "BM-HSC"]),
        ("BM-MNC 106.8 × 106/kg", ["BM-MNC"]),
        ("Drug: Conventional plus UC-MSC Drug: Conventional plus placebo", ["UC-MSC"]),
        ("bone marrow MSC (BM-MSC) resulted; BM-MSC from liver transplanted", None),
    ],
)
def test_products_are_cut_out_of_a_row(row: str, texts: list[str] | None) -> None:
    found = [span.value.text for span in spot_products(row)]
    assert found == (["bone marrow MSC (BM-MSC)", "BM-MSC"] if texts is None else texts)


def test_a_donor_belongs_to_the_product_it_stands_before() -> None:
    first, second = read_products("IS-AD-MSC + autologous BM-HSC")
    assert first == product("IS-AD-MSC", tissues=AD, modifiers=("IS",))
    assert second == product("autologous BM-HSC", "HSC", tissues=BM, donors=AUTO)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Bone marrow", [(BM, ())]),
        ("UC", [(UC, ())]),
        ("Adipose, autologous", [(AD, AUTO)]),
        ("BM (autologous)", [(BM, AUTO)]),
        ("Autologous", [((), AUTO)]),
        ("Umbilical cord, Wharton's jelly", [(WJ, ())]),
        ("BM/AD", [(BM, ()), (AD, ())]),
        ("Unknown", []),
        ("–", []),
        ("Placebo", []),
    ],
)
def test_a_tissue_alone_is_a_product_in_a_cell_only(
    cell: str, expected: list[tuple[tuple[str, ...], tuple[str, ...]]]
) -> None:
    assert [(item.tissues, item.donors) for item in read_products(cell)] == expected
    assert all(item.cell_type is None for item in read_products(cell))
    assert spot_products(cell) == ()


def test_cells_of_tables_are_read_generously() -> None:
    assert read_products("ad-msc")[0].tissues == AD
    assert read_products("MSC, allogeneic, bone marrow")[0].donors == ALLO
    assert [item.text for item in read_products("BM-MSC\nhUC-MSC")] == ["BM-MSC", "hUC-MSC"]
    assert [item.text for item in read_products("2 × 10^6 BM-MSC")] == ["BM-MSC"]
    assert read_products("Autologous BM-MSC infusion")[0].text == "Autologous BM-MSC infusion"
    assert read_products("Xyz cells") == (Product("Xyz cells"),)
    assert read_products("fibroblasts")[0].cell_type == "fibroblast"
    assert read_products("iPSC")[0].cell_type == "iPSC"


def test_the_legend_of_the_table_goes_first() -> None:
    assert read_products("XC-MSC", {"XC": "umbilical cord"})[0].tissues == UC
    assert read_products("QSC", {"QSC": "adipose-derived stem cells"})[0] == product(
        "QSC", tissues=AD
    )
    assert read_products("AD", {"AD": "Alzheimer's disease"})[0].tissues == ()
    assert read_products("AD-MSC", {"AD": "Alzheimer's disease"})[0].tissues == AD
    assert read_products("IS-AD-MSC", {"IS": "insulin-secreting"})[0].modifiers == ("IS",)


def test_tissues_and_donors_of_columns_of_their_own() -> None:
    assert read_tissues("Umbilical cord (Wharton's jelly)") == WJ
    assert read_donors("Autologous/allogenic") == ("autologous", "allogeneic")
    assert read_donors("3rd party") == ALLO


def test_every_brand_is_found_by_every_name() -> None:
    names = [label for concept in schemes.load("brands") for label in concept.labels]
    assert len(names) > 120
    missed = [name for name in names if not any(p.brand for p in read_products(name))]
    assert missed == []


VOCABULARY = (
    "autologous allogeneic human BM AD UC hUC MSC MSCs ASC stem cell cells mesenchymal stromal from"
    " of derived with + plus and ( ) - , / ; Vit D 12 106/kg \n bone marrow tissue Prochymal ® no"
    " exosomes loaded on scaffold IS without"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))


@settings(deadline=None, max_examples=100)
@given(st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=60))
def test_nothing_raises_and_spans_are_in_order(text: str) -> None:
    end = 0
    for span in spot_products(text):
        assert end <= span.start < span.end <= len(text)
        assert span.value.text == " ".join(text[span.start : span.end].split())
        end = span.end
    for item in read_products(text):
        assert item.text
        assert len(set(item.tissues)) == len(item.tissues)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["", "Autologous ", "Allogeneic ", "third-party "]),
    st.sampled_from(["BM", "AD", "UC", "WJ", "UCB", "bone marrow", "adipose tissue", "placenta"]),
    st.sampled_from(["-", "-derived ", " derived "]),
    st.sampled_from(["MSC", "MSCs", "mesenchymal stem cells", "mesenchymal stromal cells"]),
)
def test_parts_add_up(donor: str, tissue: str, link: str, head: str) -> None:
    (item,) = read_products(donor + tissue + link + head)
    assert item.cell_type == "MSC"
    assert len(item.tissues) == 1
    assert bool(item.donors) is bool(donor)
    assert item == spot_products(donor + tissue + link + head)[0].value


@pytest.mark.parametrize("piece", ["MSC ", "(MSC", "MSC with ", "stem cell, ", "IS-"])
def test_time_grows_with_the_length_only(piece: str) -> None:
    def once(text: str) -> float:
        start = time.process_time()
        spot_products(text)
        read_products(text)
        return time.process_time() - start

    def seconds(length: int) -> float:
        # the least of several runs: what else the machine does only ever adds to a run
        return min(once(piece * (length // len(piece))) for _ in range(5))

    seconds(1000)
    assert seconds(32_000) < 8 * seconds(8_000) + 0.2
