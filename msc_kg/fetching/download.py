"""Downloading: page after page until all is there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msc_kg import __version__
from msc_kg.errors import InputError, RemoteError
from msc_kg.fetching.api import PAGE, Page, Registry
from msc_kg.fetching.part import Part

MSC = " OR ".join(
    f'"{words}"'
    for words in (
        "mesenchymal stromal cell",
        "mesenchymal stem cell",
        "mesenchymal progenitor cell",
        "multipotent stromal cell",
        "medicinal signaling cell",
        "adipose derived stem cell",
        "adipose derived stromal cell",
    )
)
"""The words that are looked for when nothing else is asked for."""

_AT_ONCE = 100
"""Identifiers in a request."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for: parameters of the API, or the NCT numbers of trials."""

    parameters: Mapping[str, str]
    trials: tuple[str, ...] = ()
    limit: int | None = None

    def requests(self) -> tuple[dict[str, str], ...]:
        """Return the parameters of each request, without those of its pages."""
        if not self.trials:
            return (dict(self.parameters),)
        starts = range(0, len(self.trials), _AT_ONCE)
        parts = (self.trials[start : start + _AT_ONCE] for start in starts)
        return tuple({"filter.ids": ",".join(part)} for part in parts)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: studies, how many the registry told of, trials that it does not have."""

    studies: int
    told: int | None
    missing: tuple[str, ...]
    requests: int
    sidecar: Path

    @property
    def is_whole(self) -> bool:
        """Whether all came that was asked for."""
        return not self.missing and (self.told is None or self.studies >= self.told)


def fetch(
    search: Search,
    target: Path,
    registry: Registry,
    *,
    page: int = PAGE,
    resume: bool = False,
    progress: Callable[[int, int | None], None] = lambda studies, total: None,
) -> Fetched:
    """Download the studies that are asked for; ``progress`` is told how many of how many.

    Raises:
        InputError: nothing was found, the request is not understood, or the target is unfit.
        RemoteError: the registry cannot be reached, or answers something else.
    """
    part = Part(target)
    requests = search.requests()
    asked = {"api": registry.api, "requests": list(requests), "limit": search.limit}
    state = part.resumed(asked) if resume else None
    if state is None:
        version = registry.version()
        part.begin()
        state = {"asked": asked, "request": 0, "token": None, "total": None, "version": version}
    had = dict.fromkeys(part.numbers())
    progress(len(had), state["total"])
    while state["request"] < len(requests) and len(had) < (search.limit or float("inf")):
        found = registry.page(_parameters(requests[state["request"]], state["token"], page))
        new = {n: line for n, line in found.studies.items() if n not in had}
        left = None if search.limit is None else search.limit - len(had)
        new = dict([*new.items()][:left])
        had |= dict.fromkeys(new)
        state = _after(state, found, registry)
        part.add(new.values(), state)
        progress(len(had), state["total"])
    return _finished(search, part, registry, state, had)


def _parameters(request: Mapping[str, str], token: str | None, page: int) -> dict[str, str]:
    own = {"pageToken": token} if token else {"countTotal": "true"}
    return {**request, "pageSize": str(page), **own}


def _after(state: Mapping[str, Any], found: Page, registry: Registry) -> dict[str, Any]:
    """Return the state after a page: its next page, or the next request."""
    if found.token and (found.token == state["token"] or not found.studies):
        raise RemoteError("gives the same page again and again", where=registry.api)
    total = state["total"]
    if found.total is not None and not state["token"]:
        total = (total or 0) + found.total
    request = state["request"] + (found.token is None)
    return {**state, "request": request, "token": found.token, "total": total}


def _finished(
    search: Search, part: Part, registry: Registry, state: Mapping[str, Any], had: dict[str, None]
) -> Fetched:
    if not had:
        raise InputError(
            "the registry has no such trial", next_step="ask for something else; see --help"
        )
    told = state["total"]
    if told is not None and search.limit is not None:
        told = min(told, search.limit)
    wanted = search.trials if search.limit is None else ()
    missing = tuple(number for number in wanted if number not in had)
    part.finish(
        {
            "msc_kg": __version__,
            "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
            **state["asked"],
            "version": state["version"],
            "studies": len(had),
            "told": told,
            "missing": missing,
        }
    )
    return Fetched(len(had), told, missing, registry.asked, part.sidecar)
