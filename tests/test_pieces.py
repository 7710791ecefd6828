"""Texts cut part by part are cut as they are as a whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.phrases.pieces import cut, pieces

ODD = st.sampled_from(
    ["Wharton's", "I.V.", "i.v", "U.S.A.", "MSCs,", "(BM-MSC)", "s", "'", "’", "\u00a0", "\n", "\t",
     "", "  ", ".", "-", "50x10^6", "e\u0301", "\u0301", "ſ", "İ", "½", "②", "_", "a_b", "\u2009",
     "\x1c", "\x85", "’ s", "'s"]
)  # fmt: skip
BETWEEN = st.sampled_from([" ", "  ", "\n", "", "\t"])


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(ODD, BETWEEN), max_size=8))
def test_words_of_all_kinds(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + after for word, after in parts)
    assert pieces(text) == tuple(cut(text))


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=25))
def test_any_text(text: str) -> None:
    assert pieces(text) == tuple(cut(text))
