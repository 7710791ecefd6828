"""Near names for a name that is not known: offered to the user, never decided upon."""

from collections.abc import Iterable

SHORT = 4
"""Characters of a short name: parts of many names look like it."""
SHORT_CUTOFF = 75.0


def nearest(
    name: str, known: Iterable[str], *, limit: int = 3, cutoff: float = 70
) -> tuple[str, ...]:
    """Return up to ``limit`` known names that look like ``name``, the nearest first.

    ``cutoff`` is the lowest similarity (0 to 100, indel ratio weighted by rapidfuzz) that is
    still offered. A short name must look like the whole of another, not like a part of it.
    """
    from rapidfuzz import fuzz, process, utils

    short = len(name.strip()) <= SHORT
    found = process.extract(
        name, sorted(set(known)), scorer=fuzz.ratio if short else fuzz.WRatio,
        processor=utils.default_process, limit=limit,
        score_cutoff=max(cutoff, SHORT_CUTOFF) if short else cutoff,
    )  # fmt: skip
    return tuple(choice for choice, _, _ in found)
