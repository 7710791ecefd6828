"""Near names for a name that is not known: offered to the user, never decided upon."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils


def nearest(
    name: str, known: Iterable[str], *, limit: int = 3, cutoff: float = 70
) -> tuple[str, ...]:
    """Return up to ``limit`` known names that look like ``name``, the nearest first.

    ``cutoff`` is the lowest similarity (0 to 100, indel ratio weighted by rapidfuzz) that is
    still offered.
    """
    found = process.extract(
        name, sorted(set(known)), scorer=fuzz.WRatio, processor=utils.default_process,
        limit=limit, score_cutoff=cutoff,
    )  # fmt: skip
    return tuple(choice for choice, _, _ in found)
