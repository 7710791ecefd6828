"""Citations, reference numbers, legends and fillers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.phrases.citations import read_citation, read_markers, spot_markers
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.legends import read_legend


@pytest.mark.parametrize(
    ("text", "doi", "pmid"),
    [
        (
            "Alip M. Clin Rheumatol. 2024. doi: 10.1007/s10067-024-06865-z. Epub 2024 Jan 11.",
            "10.1007/s10067-024-06865-z",
            None,
        ),
        ("Lancet. 10.1016/S0140-6736(08)60690-X.", "10.1016/S0140-6736(08)60690-X", None),
        ("(doi:10.1186/s13287-022-02782-7)", "10.1186/s13287-022-02782-7", None),
        ("https://doi.org/10.1002/sctm.20-0434, 2020", "10.1002/sctm.20-0434", None),
        ("Smith A. PMID: 22560074", None, "22560074"),
        ("[PubMed: 22560074]", None, "22560074"),
        ("https://pubmed.ncbi.nlm.nih.gov/31234567/", None, "31234567"),
        ("Lupus. 2007;16(2):121-8.", None, None),
        ("", None, None),
    ],
)
def test_citations(text: str, doi: str | None, pmid: str | None) -> None:
    reference = read_citation(text)
    assert (reference.text, reference.doi, reference.pmid) == (text or None, doi, pmid)


def test_a_leading_number_is_the_marker() -> None:
    assert read_citation("[45] Smith A. Lupus. 2007.").marker == "[45]"


@pytest.mark.parametrize(
    ("cell", "markers"),
    [
        ("[45]", ["[45]"]),
        ("(45)", ["[45]"]),
        ("45", ["[45]"]),
        ("45–47", ["[45]", "[46]", "[47]"]),
        ("[12, 13]", ["[12]", "[13]"]),
        ("12,14-16", ["[12]", "[14]", "[15]", "[16]"]),
        ("⁴⁵", ["[45]"]),
        ("Liu et al.²³", ["[23]"]),
        ("Wang et al. [45]", ["[45]"]),
        ("Wang, 2012 (45, 46)", ["[45]", "[46]"]),
        ("Wang et al. (2012)", []),
        ("2012", []),
        ("Unknown", []),
        ("", []),
    ],
)
def test_markers(cell: str, markers: list[str]) -> None:
    assert list(read_markers(cell)) == markers


def test_markers_in_running_text() -> None:
    (span,) = spot_markers("as shown before [12, 13] in 40 (20%) patients")
    assert span.value == ("[12]", "[13]")


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (
            "BM: bone marrow; GVHD: graft-versus-host disease; RATG: rabbit anti-human globulin.",
            {
                "BM": "bone marrow",
                "GVHD": "graft-versus-host disease",
                "RATG": "rabbit anti-human globulin",
            },
        ),
        (
            "RA, rheumatoid arthritis; T1DM, type 1 diabetes mellitus; I.V, intravenous; "
            "I.A, interatrial; hUC, human umbilical cord; IS, insulin-secreting",
            {
                "RA": "rheumatoid arthritis",
                "T1DM": "type 1 diabetes mellitus",
                "I.V": "intravenous",
                "I.A": "interatrial",
                "hUC": "human umbilical cord",
                "IS": "insulin-secreting",
            },
        ),
        ("Abbreviations: AD = adipose. BM = bone marrow.", {"AD": "adipose", "BM": "bone marrow"}),
        (
            "AD adipose tissue, BM bone marrow, IV intravenous, N/A not available",
            {
                "AD": "adipose tissue",
                "BM": "bone marrow",
                "IV": "intravenous",
                "N/A": "not available",
            },
        ),
        ("BM, bone marrow, UC, umbilical cord", {"BM": "bone marrow", "UC": "umbilical cord"}),
        (
            "MSC – mesenchymal stem cell; BM – bone marrow.",
            {"MSC": "mesenchymal stem cell", "BM": "bone marrow"},
        ),
        (
            "BM: bone marrow (iliac crest, sternum: both), iv: intravenous. All: see text.",
            {"BM": "bone marrow (iliac crest, sternum: both)", "iv": "intravenous"},
        ),
        (
            "*NR, not reported; †MS, multiple sclerosis",
            {"NR": "not reported", "MS": "multiple sclerosis"},
        ),
        ("n: number, NA: not applicable", {"n": "number", "NA": "not applicable"}),
        ("All infusions were intravenous. Note: data are mean ± SD.", {}),
        ("The study was done in Korea, Japan, and China; patients were followed.", {}),
        ("", {}),
    ],
)
def test_legends(text: str, pairs: dict[str, str]) -> None:
    legend = read_legend(text)
    assert legend == pairs
    assert list(legend) == list(pairs)


WORDS = st.lists(
    st.sampled_from(["bone", "marrow", "cord", "tissue", "disease", "cell"]), min_size=1, max_size=4
)


@settings(deadline=None, max_examples=80)
@given(
    st.dictionaries(
        st.from_regex(r"[A-Z]{2,5}", fullmatch=True), WORDS.map(" ".join), min_size=2, max_size=8
    ),
    st.sampled_from([(": ", "; "), (" = ", "; "), (": ", ", "), (", ", "; "), (" – ", "; ")]),
)
def test_a_legend_reads_back(pairs: dict[str, str], signs: tuple[str, str]) -> None:
    inside, between = signs
    legend = between.join(f"{short}{inside}{long}" for short, long in pairs.items())
    assert read_legend(f"Abbreviations: {legend}.") == pairs


@pytest.mark.parametrize(
    "text",
    ["", " ", "N/A", "NA", "n.a.", "NR", "ND", "–", "-", "—", "?", "Unknown", "Undefined", "/", ".",
     "...", "Not provided", "Not reported", "not available", "None stated", "unspecified",
     "NOT  REPORTED", "(NR)", "not mentioned", "--"],
)  # fmt: skip
def test_fillers(text: str) -> None:
    assert is_filler(text)


@pytest.mark.parametrize(
    "text", ["0", "RA", "I", "MSC", "Not yet recruiting", "None (Open Label)", "20"]
)
def test_no_fillers(text: str) -> None:
    assert not is_filler(text)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=80) | st.text(alphabet="[]()0123-–,;: .ABCab10./", max_size=80))
def test_no_text_raises(text: str) -> None:
    assert read_citation(text).text == (text.strip() or None)
    read_markers(text)
    spot_markers(text)
    read_legend(text)
    is_filler(text)
