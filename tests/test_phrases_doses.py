"""Doses as tables and pages print them."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.phrases.dose_context import QUALIFIERS, qualifier_before
from msc_kg.phrases.doses import read_dose_header, read_doses, spot_doses
from msc_kg.records import Dose

Range = tuple[float, float]
KG, CELLS = "cells/kg", "cells"

# words, value or range, unit: the words as a whole are one dose, in a cell and in running text
SINGLE: list[tuple[str, float | Range, str | None]] = [
    ("2.1–3.6 × 106/kg", (2.1e6, 3.6e6), KG),
    ("5.3 × 106 to 1 × 107 cells", (5.3e6, 1e7), CELLS),
    ("2 × 107 cell", 2e7, CELLS),
    (r"10\^6 cells/kg body weight", 1e6, KG),
    ("1-2 million cells/kg", (1e6, 2e6), KG),
    ("1-2 million cells/kg body weight", (1e6, 2e6), KG),
    ("15 × 107/cells", 1.5e8, CELLS),
    ("6 × 108/cells", 6e8, CELLS),
    ("2.8 × 108/cells", 2.8e8, CELLS),
    ("40 × 106/joint", 4e7, "cells/joint"),
    ("5.3 × 106/ml", 5.3e6, "cells/ml"),
    ("2.7 × 104/kg", 2.7e4, KG),
    ("106.8 × 106/kg", 1.068e8, KG),
    ("1×106 UC-MSC/kg body weight", 1e6, KG),
    ("3–30 × 106/cells", (3e6, 3e7), CELLS),
    ("8.73 × 106cells", 8.73e6, CELLS),
    ("1∼10 × 107", (1e7, 1e8), None),
    ("1.2 billion", 1.2e9, None),
    ("5*107", 5e7, None),
    ("1 x 10 E7", 1e7, None),
    ("2 ×10(8)", 2e8, None),
    ("0.5–2 × 106/kg", (5e5, 2e6), KG),
    ("1 × 1010 cells", 1e10, CELLS),
    ("1 × 10 6/kg", 1e6, KG),
    ("106/kg", 1e6, KG),
    ("10⁶–10⁷ cells", (1e6, 1e7), CELLS),
    ("4.10^6 CSM / kg", 4e6, KG),
    ("1,5-3,0 10E6 MSC/kg", (1.5e6, 3e6), KG),
    ("2·0×106 cells/kg", 2e6, KG),
    ("250,000 cells/kg", 2.5e5, KG),
    ("500.000 cells/kg", 5e5, KG),
    ("30 000 000 cells", 3e7, CELLS),
    ("1000000 to 2000000 cells/Kg", (1e6, 2e6), KG),
    ("1-2 x 1000000 MSC/Kg body weight", (1e6, 2e6), KG),
    ("150M cells", 1.5e8, CELLS),
    ("two million cells/ cm2", 2e6, "cells/cm2"),
    ("5*10^6 MSC per site", 5e6, "cells/site"),
    ("20 million cells/ovary", 2e7, "cells/ovary"),
    ("100,000 cells/μL", 1e5, "cells/µl"),
    ("2x10e6/m2", 2e6, "cells/m2"),
    ("2.0 × 10<sup>6</sup> cells kg−1", 2e6, KG),
    ("3x10^7cells/dose", 3e7, CELLS),
    ("1 million cells per body-weight kilogram", 1e6, KG),
    ("10 × 106/mL to 15 × 106/mL", (1e7, 1.5e7), "cells/ml"),
    ("1.000.000 (one million) cells/kg", 1e6, KG),
    ("1 × 106/kg", 1e6, KG),
    ("1\u2009×\u2009106/kg", 1e6, KG),
    ("5 × 106 CD34+ cells/kg", 5e6, KG),
]


def _figures(dose: Dose) -> tuple[float | Range | None, str | None]:
    if dose.low is not None and dose.high is not None:
        return (dose.low, dose.high), dose.unit
    return dose.value, dose.unit


@pytest.mark.parametrize(("words", "figures", "unit"), SINGLE)
def test_one_dose_in_a_cell(words: str, figures: float | Range, unit: str | None) -> None:
    (dose,) = read_doses(f" {words} ")
    assert dose.text == words
    assert _figures(dose) == (figures, unit)


@pytest.mark.parametrize(("words", "figures", "unit"), SINGLE)
def test_one_dose_in_running_text(words: str, figures: float | Range, unit: str | None) -> None:
    text = f"Patients (n = 12) had {words}, twice, 4 weeks apart, in 50 ml saline."
    (span,) = spot_doses(text)
    assert text[span.start : span.end] == span.value.text == words
    assert _figures(span.value) == (figures, unit)


@pytest.mark.parametrize(
    ("cell", "value", "error"),
    [
        ("67.37 ± 7.65 × 106cells", 67370000.0, 7650000.0),
        ("2.6 ± 1.2 × 107 cells", 2.6e7, 1.2e7),
        ("(2.6 ± 1.2) × 107 cells", 2.6e7, 1.2e7),
        ("110 ± 23.1 × 106/cells", 1.1e8, 2.31e7),
        ("1 × 106 +/- 2 × 105 cells", 1e6, 2e5),
        ("2.5 x 10(7) (±20%) cells", 2.5e7, None),
    ],
)
def test_errors(cell: str, value: float, error: float | None) -> None:
    (dose,) = read_doses(cell)
    assert (dose.value, dose.error) == (value, error)


@pytest.mark.parametrize(
    ("cell", "qualifier", "value"),
    [
        ("≥ 1 × 106/kg", ">=", 1e6),
        (">1 × 10^6/kg", ">", 1e6),
        ("up to 6x106/kg", "<=", 6e6),
        ("at least 2 × 10^6 cells/kg", ">=", 2e6),
        ("approximately 10 million cells", "~", 1e7),
        ("~2 × 106/kg", "~", 2e6),
        ("< 5 × 10^7 cells", "<", 5e7),
    ],
)
def test_qualifiers(cell: str, qualifier: str, value: float) -> None:
    (dose,) = read_doses(cell)
    assert (dose.text, dose.qualifier, dose.value) == (cell, qualifier, value)


@pytest.mark.parametrize(
    ("sign", "words"), [(sign, each) for sign, words in QUALIFIERS for each in words.split("|")]
)
@given(data=st.data())
@settings(max_examples=20)
def test_no_qualifier_is_passed_over(sign: str, words: str, data: st.DataObject) -> None:
    told = data.draw(st.from_regex(re.compile(words, re.IGNORECASE), fullmatch=True))
    assert qualifier_before(f"{told} 5 million", len(told) + 1) == (sign, 0)


@pytest.mark.parametrize(
    ("cell", "values", "units"),
    [
        ("1,5,10 × 106/kg", [1e6, 5e6, 1e7], {KG}),
        ("25/50/75/150×106", [2.5e7, 5e7, 7.5e7, 1.5e8], {None}),
        ("300/900million", [3e8, 9e8], {None}),
        ("100,200,300 million cells", [1e8, 2e8, 3e8], {CELLS}),
        ("150 or 300 million cells", [1.5e8, 3e8], {CELLS}),
        ("0.5, 1.0,2.5 million cells/kg", [5e5, 1e6, 2.5e6], {KG}),
        ("1 × 10^6, 3 × 10^6 and 1 × 10^7 cells/kg", [1e6, 3e6, 1e7], {KG}),
        ("1 × 106/kg or 5 × 107 cells", [1e6, 5e7], {KG, CELLS}),
        ("2 × 106 cells/kg (1.4 × 108 cells)", [2e6, 1.4e8], {KG, CELLS}),
        ("1x10^7, 3x10^7cells/dose", [1e7, 3e7], {CELLS}),
        ("1 × 106/kg\n2 × 106/kg", [1e6, 2e6], {KG}),
    ],
)
def test_several_doses(cell: str, values: list[float], units: set[str | None]) -> None:
    doses = read_doses(cell)
    assert [dose.value for dose in doses] == values
    assert {dose.unit for dose in doses} == units
    assert all(dose.text in cell for dose in doses)
    assert [span.value for span in spot_doses(cell)] == list(doses)


def test_the_words_of_a_shared_power_are_those_of_the_list() -> None:
    assert {dose.text for dose in read_doses("1,5,10 × 106/kg")} == {"1,5,10 × 106/kg"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2 doses of 1 × 106 cells/kg", "1 × 106 cells/kg"),
        ("2 x 50 million cells", "50 million cells"),
        ("Group 1 - 5 × 10^6 cells", "5 × 10^6 cells"),
        ("at weeks 0, 2 and 4, 2 × 10^6 cells/kg", "2 × 10^6 cells/kg"),
        ("20 1 × 106/kg", "1 × 106/kg"),
        ("SLE 87 1 × 106/kg NCT00698191 [45]", "1 × 106/kg"),
        ("multiple sclerosis30AD-MSCs2 doses of 1 × 106 cells/kg", "1 × 106 cells/kg"),
        ("total of 100 x 106 (100 million) UCMSCs", "100 x 106 (100 million)"),
        ("20 million allogeneic hMSCs", "20 million"),
        ("in dose of 100 million along with it", "100 million"),
        ("1 x 10^7 cells / 3mL", "1 x 10^7 cells"),
        ("(1-2 million cells/kg body weight)", "1-2 million cells/kg body weight"),
        ("between 1 × 10^6 and 2 × 10^6 cells/kg", "1 × 10^6 and 2 × 10^6 cells/kg"),
    ],
)
def test_what_belongs_to_the_dose(text: str, words: str) -> None:
    assert [span.value.text for span in spot_doses(text)] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "50 ml saline",
        "18 Years to 70 Years",
        "48 weeks",
        "Phase 1",
        "2009-08-31",
        "NCT01056471",
        "20-50%",
        "50 participants",
        "CD34+",
        "20 mg/kg",
        "two units in one cell",
        "J Clin. 2022;10(9):2307.",
        "Platelets ≥ 50 x 10^9/L",
        r"ANC \>= 1.5 x 10\^3/mm\^3",
        "Platelets > 100,000/µl",
        "8.0*10^8 particles per day",
        "2.0*10^8 nano vesicles/3 ml",
        "1x10^10 Colony forming units",
        "2x10^9 (cfu) once daily",
        "10^6 IU of IL-2",
        "a fund of $20 million",
        "2 million people",
        "1.2x10 mm balloon",
        "a rate of 5.0 x 10^6 hMSC/minute",
        "105 cell lines",
        "RAPA-501 cells",
        "MSC (1.5-2 cells/kg BW)",
        "Unknown",
        "106 patients",
        "0 × 106 cells",
    ],
)
def test_no_dose_in_running_text(text: str) -> None:
    assert spot_doses(text) == ()


@pytest.mark.parametrize(
    "cell",
    ["", "Unknown", "NR", "–", "N/A", "Not reported", "2", "1.5–2/kg", "once", "20 ml", "× /kg"],
)
def test_a_lost_dose_is_none(cell: str) -> None:
    assert read_doses(cell) == ()


@pytest.mark.parametrize(
    ("cell", "figures"),
    [("107–108", (1e7, 1e8)), ("12.5 M", 1.25e7), ("106", 1e6), ("1.5 106/kg", 1.5e6)],
)
def test_a_dose_cell_is_read_leniently(cell: str, figures: float | Range) -> None:
    (dose,) = read_doses(cell)
    assert _figures(dose)[0] == figures


@pytest.mark.parametrize(
    ("header", "unit", "scale"),
    [
        ("Dose (106 cells)", CELLS, 1e6),
        ("Cell dose (× 10^6/kg)", KG, 1e6),
        ("Dose, million cells/kg", KG, 1e6),
        ("Number of cells (millions)", CELLS, 1e6),
        ("Dose (cells/kg)", KG, 1.0),
        ("Cell dose", None, 1.0),
    ],
)
def test_units_of_headers(header: str, unit: str | None, scale: float) -> None:
    assert read_dose_header(header) == (unit, scale)


@pytest.mark.parametrize(
    ("cell", "figures"),
    [
        ("1–2", [(1e6, 2e6)]),
        ("67.37 ± 7.65", [6.737e7]),
        ("20, 40", [2e7, 4e7]),
        ("2 doses of 5", [5e6]),
        ("3 × 107", [3e7]),
        ("NR", []),
    ],
)
def test_a_header_lends_unit_and_scale(cell: str, figures: list[float | Range]) -> None:
    doses = read_doses(cell, unit=KG, scale=1e6)
    assert [_figures(dose) for dose in doses] == [(figure, KG) for figure in figures]


SIGNS = ["×", "x", "X", "*", "·"]
GAPS = ["", " ", "\u2009", "\xa0", "\u202f"]
POWERS = ["10{}", "10^{}", r"10\^{}", "10({})", "10E{}", "10 E{}", "10⁰{}", "10<sup>{}</sup>"]
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
UNITS = {"/kg": KG, " cells/kg": KG, " MSCs/kg body weight": KG, "/cells": CELLS, " cells": CELLS}


def _power(form: str, exponent: int) -> str:
    if form == "10⁰{}":
        return "10" + str(exponent).translate(RAISED)
    return form.format(exponent)


@settings(deadline=None, max_examples=150)
@given(
    st.decimals(min_value="0.1", max_value=999, places=2),
    st.none() | st.decimals(min_value="0.1", max_value=999, places=2),
    st.integers(4, 9),
    st.sampled_from(SIGNS),
    st.sampled_from(GAPS),
    st.sampled_from(POWERS),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(["–", "-", " to ", " – "]),
)
def test_any_rendering_of_a_dose_means_the_same(
    low: Decimal,
    high: Decimal | None,
    exponent: int,
    sign: str,
    gap: str,
    power: str,
    unit: str,
    to: str,
) -> None:
    figures = f"{low}" if high is None or high <= low else f"{low}{to}{high}"
    words = f"{figures}{gap}{sign}{gap}{_power(power, exponent)}{unit}"
    (span,) = spot_doses(f"received {words} once")
    dose = span.value
    expected = [float(number * 10**exponent) for number in (low, high or low)]
    stated = [dose.low, dose.high] if high is not None and high > low else [dose.value, dose.value]
    assert stated == (expected if high is not None and high > low else [expected[0]] * 2)
    assert (dose.text, dose.unit) == (words, UNITS[unit])
    assert read_doses(words) == (dose,)


ALPHABET = st.sampled_from(
    [*"0123456789.,×x*^()±–-~/ \n\\≥eEM", "10", "cells", "kg", "million", " to "]
)


@settings(deadline=None, max_examples=200)
@given(st.lists(ALPHABET | st.characters(), max_size=40).map("".join))
def test_no_text_raises_and_spans_stay_in_order(text: str) -> None:
    end = 0
    for span in spot_doses(text):
        assert end <= span.start < span.end <= len(text)
        assert span.value.text in text
        end = span.end
    assert all(dose.value or dose.high for dose in read_doses(text, unit=CELLS, scale=1e6))
    read_dose_header(text)


def test_the_doses_of_the_seeds(shared: Path) -> None:
    table = (shared / "seeds" / "001_af12169374264bf1.txt").read_text(encoding="utf-8")
    assert len(spot_doses(table)) == sum("×" in line for line in table.splitlines()) == 69
    pages = [
        (shared / "seeds" / name).read_text(encoding="utf-8")
        for name in (
            "003_bfc3852bb3ca6bb6.txt",
            "004_c2e37b80c5b115f9.txt",
            "000_5904adb47c9b7bfa.txt",
        )
    ]
    found = [[_figures(span.value) for span in spot_doses(page)] for page in pages]
    assert found == [[(1e6, KG)], [((1e6, 2e6), KG)], []]
