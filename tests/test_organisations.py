"""Sponsors, countries and responsible parties."""

import pytest
from growth import LINEAR, growth
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import schemes
from msc_kg.phrases.organisations import (
    read_country,
    read_country_suffix,
    read_sponsor,
    responsible_organisation,
    spot_countries,
)
from msc_kg.records import Sponsor


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Fundacion Progreso y Salud, Spain", "Fundacion Progreso y Salud", "Spain"),
        (
            "Leiden University Medical Center, the Netherlands",
            "Leiden University Medical Center",
            "the Netherlands",
        ),
        ("Medipost Co. Ltd, Korea", "Medipost Co. Ltd", "Korea"),
        (
            "Christian Medical College, Vellore, India",
            "Christian Medical College, Vellore",
            "India",
        ),
        ("Osiris Therapeutics, USA", "Osiris Therapeutics", "USA"),
        ("Case Comprehensive Cancer Center", "Case Comprehensive Cancer Center", None),
        ("Company Inc., Seoul, Republic of Korea", "Company Inc., Seoul", "Republic of Korea"),
        ("Medipost Co., Ltd. (Korea, Republic of)", "Medipost Co., Ltd.", "Korea, Republic of"),
        (
            "Royan Institute, Iran (Islamic Republic of)",
            "Royan Institute",
            "Iran (Islamic Republic of)",
        ),
        ("Hospital (Iran)", "Hospital", "Iran"),
        ("Hospital – Germany", "Hospital", "Germany"),
        ("Hospital, U.S.A.", "Hospital", "U.S.A."),
        ("Bonus BioGroup, Israel.", "Bonus BioGroup", "Israel"),
        ("University of China", "University of China", None),
        ("University Hospital, New Mexico", "University Hospital, New Mexico", None),
        ("Clinic, Indianapolis, IN", "Clinic, Indianapolis, IN", None),
        ("R.P. Herrmann", "R.P. Herrmann", None),
    ],
)
def test_a_trailing_country_is_split_off(text: str, name: str, country: str | None) -> None:
    assert read_sponsor(text) == Sponsor(name, country)


@pytest.mark.parametrize("text", ["China", "Unknown", "", " – ", "N/A", ",,"])
def test_no_name_is_no_sponsor(text: str) -> None:
    assert read_sponsor(text) is None


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("Ellen Iacobaeus, Principal investigator, Karolinska Institutet", "Karolinska Institutet"),
        (
            "Fu-Sheng Wang, Research Center for Biotherapy, Beijing 302 Hospital",
            "Beijing 302 Hospital",
        ),
        (
            "the Affiliated Nanjing Drum Tower Hospital of Nanjing University Medical School",
            "the Affiliated Nanjing Drum Tower Hospital of Nanjing University Medical School",
        ),
        (
            "John Smith, MD, University of California, San Francisco",
            "University of California, San Francisco",
        ),
        ("Joshua Hare, Professor of Medicine, University of Miami", "University of Miami"),
        ("Director, Department of Hematology, Royan Institute", "Royan Institute"),
        (
            "Masonic Cancer Center, University of Minnesota",
            "Masonic Cancer Center, University of Minnesota",
        ),
        ("Medipost", "Medipost"),
        ("Osiris Therapeutics", "Osiris Therapeutics"),
        ("Fu-Sheng Wang", None),
        ("Prof. Yufang Shi, Chief Scientist", None),
        ("Lee SM, Head of Cardiology", None),
        ("Sponsor", None),
        ("Identifier", None),
        ("Sponsor-Investigator", None),
        ("", None),
    ],
)
def test_the_organisation_of_a_responsible_party(text: str, organisation: str | None) -> None:
    assert responsible_organisation(text) == organisation


def test_every_label_of_every_country_is_read() -> None:
    concepts = list(schemes.load("countries"))
    assert len(concepts) >= 249
    for concept in concepts:
        for label in (concept.label, *concept.alt_labels, concept.notation or ""):
            assert read_country(label) is not None, label


def test_countries_in_running_text_are_names_not_codes() -> None:
    text = "Sites in China, South Korea, the UK and USA; not IT, not us, nor New Mexico or turkey."
    assert [span.value for span in spot_countries(text)] == ["CN", "KR", "GB", "US"]


def test_the_suffix_is_exposed() -> None:
    assert read_country_suffix("Mayo Clinic, USA") == ("Mayo Clinic", "USA")
    assert read_country_suffix("China") == ("", None)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=80) | st.text(alphabet="Cchina, ()Korea.USA-of", max_size=60))
def test_nothing_raises_and_nothing_is_invented(text: str) -> None:
    sponsor = read_sponsor(text)
    plain = " ".join(text.split())
    if sponsor:
        assert sponsor.name in plain
        assert (sponsor.country or "") in plain
    assert (responsible_organisation(text) or "") is not None
    for span in spot_countries(text):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize("piece", ["China ", "Korea, Republic ", ", ", "University "])
def test_time_grows_with_the_length_only(piece: str) -> None:
    def read(text: str) -> None:
        read_sponsor(text)
        responsible_organisation(text)
        spot_countries(text)

    assert growth(read, lambda size: piece * (size // len(piece)), 25_000) < LINEAR
