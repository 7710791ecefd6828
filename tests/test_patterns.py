"""Patterns that wait for their first use do as compiled ones do."""

import re

import pytest

from msc_kg.patterns import later
from msc_kg.phrases import citations, dates, organisations, phases, registry_ids

WAITING = (citations, dates, organisations, phases, registry_ids)


def test_a_waiting_pattern_does_as_the_compiled_one() -> None:
    text = r"(?P<letter>[a-z])\d"
    waiting, compiled = later(text, re.IGNORECASE), re.compile(text, re.IGNORECASE)
    said = "A1 b2 c d4"
    assert waiting.pattern == compiled.pattern == text
    assert waiting.findall(said) == compiled.findall(said) == ["A", "b", "d"]
    assert waiting.sub("-", said) == compiled.sub("-", said)
    assert waiting.groupindex == compiled.groupindex
    assert waiting.flags == compiled.flags
    found = waiting.search(said, 1)
    assert found is not None
    assert found["letter"] == "b"


def test_a_pattern_is_compiled_once_and_not_before_it_is_asked() -> None:
    waiting = later("[a-z]+")
    assert not {"_compiled", "fullmatch"} & vars(waiting).keys()
    assert waiting.fullmatch("abc")
    assert vars(waiting)["_compiled"] is re.compile("[a-z]+")
    assert vars(waiting)["fullmatch"]("abc")


def test_a_wrong_pattern_is_told_when_it_is_asked_for() -> None:
    wrong = later("(")
    with pytest.raises(re.error):
        wrong.search("")


def test_bytes_have_patterns_too() -> None:
    assert later(rb"\d+").findall(b"1 22") == [b"1", b"22"]


def test_all_waiting_patterns_of_phrases_can_be_compiled() -> None:
    kind = type(later(""))
    found = [p for m in WAITING for p in vars(m).values() if isinstance(p, kind)]
    found += [p for form in registry_ids._FORMS for p in (form.pattern, form.loose) if p]
    assert len(found) > 40
    assert all(pattern.groups >= 0 for pattern in found)
