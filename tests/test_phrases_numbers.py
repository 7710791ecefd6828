"""Numbers and powers of ten."""

from decimal import Decimal

import pytest

from msc_kg.phrases.numbers import read_count, read_multiplier, read_number, read_power


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("1.5", "1.5"),
        (".5", "0.5"),
        ("0,5", "0.5"),
        ("2·0×10⁶", "2.0"),
        ("4.10^6", "4"),
        ("1,000", "1000"),
        ("3,000,000 cells", "3000000"),
        ("1.000.000", "1000000"),
        ("30 000 000", "30000000"),
        ("15\u2009000", "15000"),
        ("1,5,10", "1"),
        ("twenty million", "20"),
    ],
)
def test_numbers(text: str, value: str) -> None:
    number = read_number(text, 0)
    assert number is not None
    assert number.value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        " × 10^6",
        " × 106",
        "×10⁶",
        " x 10 E6",
        "x10e6",
        "×10(6)",
        "*106",
        "•106",
        r" x 10\^6",
        " × 10 ^ 6",
        "x10ˆ6",
        " x 10~6",
        " × 10<sup>6</sup>",
        "\u2009×\u2009106",
        "\u202f×\xa0106",
        " x 10 6/kg",
        "x10/6",
        "×10*6",
        " x 1000000",
        " x 1,000,000",
        "e6",
        "E+06",
        " million",
        "-million",
        "M",
        " mln",
        ") × 10^6",
    ],
)
def test_multipliers_of_a_million(text: str) -> None:
    multiplier = read_multiplier(text, 0)
    assert multiplier is not None
    assert multiplier.factor == 10**6


@pytest.mark.parametrize(
    "text", [" × 10", " x 10 mm", " × 10 cm", " x 10^-6", " months", " × 1099"]
)
def test_no_multiplier(text: str) -> None:
    assert read_multiplier(text, 0) is None


def test_a_lost_superscript_alone_is_only_possible() -> None:
    alone, multiplied = read_power("106", 0), read_power("106", 0, multiplied=True)
    assert alone is not None
    assert multiplied is not None
    assert (alone.kind, multiplied.kind) == ("lost", "power")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("50 participants", 50),
        ("n = 1,234", 1234),
        ("7", 7),
        ("20/10", None),
        ("12 and 13", None),
        ("50%", None),
        ("Unknown", None),
        ("", None),
    ],
)
def test_counts(text: str, count: int | None) -> None:
    assert read_count(text) == count
