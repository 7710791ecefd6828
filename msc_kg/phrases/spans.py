"""Where in a text a value was read."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Span(Struct, Generic[T], frozen=True, gc=False):
    """A value and the half-open range of characters that states it."""

    start: int
    end: int
    value: T


def longest_apart(spans: Iterable[Span[T]]) -> tuple[Span[T], ...]:
    """Return spans that do not overlap, left to right; the longest, then the first is kept."""
    found = tuple(spans)
    if len(found) < 2:
        return found
    kept: list[Span[T]] = []
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
        elif span.end - span.start > kept[-1].end - kept[-1].start:
            kept[-1] = span
    return tuple(kept)
