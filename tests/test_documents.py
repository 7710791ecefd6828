"""Documents: bytes to text in any encoding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_kg.documents import Document

TEXT = "2.1–3.6 × 106/kg, Sjögren’s\nsecond line"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
    ],
)
def test_text_is_read_in_its_encoding(encoding: str, named: str) -> None:
    document = Document("a.txt", TEXT.encode(encoding))
    assert document.text == TEXT
    assert document.encoding == named
    assert not document.is_binary


def test_bytes_of_no_windows_character_are_latin_1() -> None:
    assert Document("a.txt", b"caf\xe9 \x81").encoding == "latin-1"


def test_line_ends_become_one() -> None:
    assert Document("a.txt", b"a\r\nb\rc\n").text == "a\nb\nc\n"


@pytest.mark.parametrize("content", [bytes(range(256)), b"\x01\x02\x03\x04" * 9, b"\0" * 9])
def test_what_is_no_text_is_binary(content: bytes) -> None:
    assert Document("a.bin", content).is_binary


@given(st.binary())
def test_no_bytes_raise(content: bytes) -> None:
    document = Document("a", content)
    assert isinstance(document.text, str)
    assert document.media_type
