"""Hostile text: the time of every reader grows no faster than the text."""

from collections.abc import Callable

import pytest
from growth import LINEAR, growth

from msc_kg.phrases.citations import read_citation, read_markers, spot_markers
from msc_kg.phrases.dates import read_date, spot_dates
from msc_kg.phrases.doses import read_dose_header, read_doses, spot_doses
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.legends import read_legend
from msc_kg.phrases.numbers import read_count
from msc_kg.phrases.phases import normal_phase, read_phases, spot_phases
from msc_kg.phrases.statuses import normal_status, read_status, spot_statuses

READERS: tuple[Callable[[str], object], ...] = (
    spot_doses, read_doses, read_dose_header, spot_dates, read_date, spot_statuses, read_status,
    normal_status, spot_phases, read_phases, normal_phase, read_citation, read_markers,
    spot_markers, read_legend, is_filler, read_count,
)  # fmt: skip
PIECES = (
    "1", "1 ", "1,", "1/10", "1 ± ", "×10 ", "(", "[1,", "1(", "A: ", "AB, ", "May ", "2012-", " ",
    "\n", "Not yet ", "I/", "10.1234/(a)", "~ ", "million ", "days 1, 2 × 106", "1 ×\n10\n6\n",
    "a-",
)  # fmt: skip
SIZE = 4_000


def read_all(text: str) -> None:
    for read in READERS:
        read(text)
        read(f"1 million {text}")


@pytest.mark.parametrize("piece", PIECES)
def test_time_on_hostile_text_is_linear(piece: str) -> None:
    assert growth(read_all, lambda size: piece * (size // len(piece)), SIZE) < LINEAR


def test_time_on_prose_is_linear() -> None:
    prose = "Patients with multiple sclerosis were enrolled (n = 12) and followed. "
    assert growth(read_all, lambda size: prose * (size // len(prose)), 4 * SIZE) < LINEAR
