"""Trial identifiers in every way documents print them."""

import pytest
from growth import LINEAR, growth
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.phrases.registry_ids import read_registry_ids, spot_malformed_ids, spot_registry_ids
from msc_kg.registries import REGISTRIES, registry_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NCT 01056471", "NCT01056471"),
        ("nct01056471", "NCT01056471"),
        ("NCT0105 6471", "NCT01056471"),
        ("NCT: 01056471", "NCT01056471"),
        ("NCT-01056471", "NCT01056471"),
        ("NCT no. 01056471", "NCT01056471"),
        ("multiple sclerosisNCT01056471RecruitingI/II", "NCT01056471"),
        ("NCT01056471a", "NCT01056471"),
        ("ChiCTR-TRC-13003118", "ChiCTR-TRC-13003118"),
        ("ChiCTRTRC13003118", "ChiCTR-TRC-13003118"),
        ("CHICTR 2000029990", "ChiCTR2000029990"),
        ("EudraCT 2008-005144-16", "2008-005144-16"),
        ("EudraCT: 2010-022697-32", "2010-022697-32"),
        ("2009–016442–74", "2009-016442-74"),
        ("EUCTR2008-005144-16-ES", "2008-005144-16"),
        ("EU CT 2022-501234-12-00", "2022-501234-12-00"),
        ("UMIN000012345", "UMIN000012345"),
        ("JPRN-UMIN000012345", "UMIN000012345"),
        ("UMIN-CTR UMIN000012345", "UMIN000012345"),
        ("jRCTs031190001", "jRCTs031190001"),
        ("JPRN-jRCT2080223456", "jRCT2080223456"),
        ("JapicCTI-123456", "JapicCTI-123456"),
        ("CTRI/2011/08/001932", "CTRI/2011/08/001932"),
        ("CTRI / 2011 / 08 / 001932", "CTRI/2011/08/001932"),
        ("IRCT201101234567N1", "IRCT201101234567N1"),
        ("IRCT20080728001031N24", "IRCT20080728001031N24"),
        ("ISRCTN12345678", "ISRCTN12345678"),
        ("NTR1360", "NTR1360"),
        ("NTR 1360", "NTR1360"),
        ("NL6789", "NL6789"),
        ("KCT0000123", "KCT0000123"),
        ("DRKS00000123", "DRKS00000123"),
        ("TCTR20190101001", "TCTR20190101001"),
        ("PACTR201901234567890", "PACTR201901234567890"),
        ("RBR-62n2xr", "RBR-62n2xr"),
        ("ACTRN12605000123456", "ACTRN12605000123456"),
        ("SLCTR/2017/033", "SLCTR/2017/033"),
        ("RPCEC00000123", "RPCEC00000123"),
        ("LBCTR2019010203", "LBCTR2019010203"),
        ("PER-123-12", "PER-123-12"),
    ],
)
def test_identifiers_become_canonical(text: str, expected: str) -> None:
    assert [span.value for span in spot_registry_ids(text)] == [expected]
    assert read_registry_ids(f"({text})") == (expected,)
    assert registry_of(expected) is not None


def test_every_registry_has_an_example_above() -> None:
    marks = test_identifiers_become_canonical.pytestmark  # type: ignore[attr-defined]
    found = {registry_of(expected) for _, expected in marks[0].args[1]}
    assert found == set(REGISTRIES)


def test_a_citation_glued_to_the_id_stays_outside() -> None:
    text = "NCT0050480312"
    (span,) = spot_registry_ids(text)
    assert (span.value, text[span.end :]) == ("NCT00504803", "12")


@pytest.mark.parametrize(
    "text", ["2011-12-31", "86-10-63879735", "NL12345.058.06", "Center 2011-12", "RBR-value", ""]
)
def test_dates_and_telephone_numbers_are_none(text: str) -> None:
    assert spot_registry_ids(text) == ()


@pytest.mark.parametrize(
    ("text", "malformed"),
    [
        ("NCT0169024", ["NCT0169024"]),
        ("NCT0169024 4 × 106/kg", ["NCT0169024"]),
        ("ISRCTN1234567", ["ISRCTN1234567"]),
        ("ChiCTR-TRC-130031", ["ChiCTR-TRC-130031"]),
        ("NCT01690247", []),
        ("NCT0050480312", []),
    ],
)
def test_wrong_lengths_are_told(text: str, malformed: list[str]) -> None:
    assert [span.value for span in spot_malformed_ids(text)] == malformed
    if malformed:
        assert spot_registry_ids(text) == ()


def test_cells() -> None:
    assert read_registry_ids("Unknown") == ()
    assert read_registry_ids("NCT01056471; EudraCT 2008-005144-16, NCT01056471") == (
        "NCT01056471",
        "2008-005144-16",
    )
    assert read_registry_ids("01056471", registry="NCT") == ("NCT01056471",)
    assert read_registry_ids("01056471") == ()


DIGITS = st.integers(0, 99_999_999).map(lambda number: f"NCT{number:08}")


@settings(deadline=None)
@given(
    st.lists(DIGITS, max_size=5), st.sampled_from([" ", ", ", "/", "; ", "\n", "RecruitingI/II"])
)
def test_all_ids_of_a_text_are_found_in_order(ids: list[str], between: str) -> None:
    assert [span.value for span in spot_registry_ids(between.join(ids))] == ids


@settings(deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="NCTchiRUM0123- /", max_size=40))
def test_nothing_raises_and_values_are_canonical(text: str) -> None:
    for span in spot_registry_ids(text):
        assert registry_of(span.value)
        assert 0 <= span.start < span.end <= len(text)
    for span in spot_malformed_ids(text):
        assert registry_of(span.value) is None or span.value


@pytest.mark.parametrize("piece", ["NCT", "1", "2011-", "NCT 0", "CTRI/2011/", "EudraCT "])
def test_time_grows_with_the_length_only(piece: str) -> None:
    def read(text: str) -> None:
        spot_registry_ids(text)
        spot_malformed_ids(text)

    assert growth(read, lambda size: piece * (size // len(piece)), 100_000) < LINEAR
