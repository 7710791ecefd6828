"""How time grows with the length of a text: the time of twice the text against that of the text.

Seconds differ from machine to machine and from minute to minute; the ratio does not.
"""

from collections.abc import Callable
from time import process_time

LINEAR = 3.0
"""Twice the text takes twice the time where time is linear, four times where it is quadratic."""
_RUNS = 5
_ROUNDS = 4
_LEAST = 0.002


def growth(work: Callable[[str], object], write: Callable[[int], str], size: int) -> float:
    """Return how many times the CPU time grows from ``write(size)`` to ``write(2 * size)``.

    Both are the least of several runs, one after the other in turns; times too short to be
    measured count as two milliseconds. Each run has a text of its own, so that nothing that is
    kept from one run helps the next. Where time seems to grow faster than the text, there are
    more rounds of runs: the machine may just have been busy.
    """
    short: list[float] = []
    long: list[float] = []
    for run in range(_RUNS * _ROUNDS):
        short.append(_spent(work, f"{write(size)}\n{run}"))
        long.append(_spent(work, f"{write(2 * size)}\n{run}"))
        if run % _RUNS == _RUNS - 1 and min(long) < LINEAR * max(min(short), _LEAST):
            break
    return min(long) / max(min(short), _LEAST)


def _spent(work: Callable[[str], object], text: str) -> float:
    begun = process_time()
    work(text)
    return process_time() - begun
