"""Version 2 of the API of ClinicalTrials.gov (https://clinicaltrials.gov/data-api/api).

It gives pages of studies as JSON, each but the last with ``nextPageToken``.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson

from msc_kg.characters import one_line
from msc_kg.credentials import masked, refuse_user_info
from msc_kg.errors import InputError, RemoteError
from msc_kg.registries import registry_of
from msc_kg.remote import Connection

API = "https://clinicaltrials.gov/api/v2"
PAGE = 200
"""Studies in a page; the registry gives at most 1,000."""
DELAY = 1.2
"""Seconds between requests: the registry wants about 50 a minute at most."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the API: studies by NCT number, the token of the next page, the total."""

    studies: Mapping[str, bytes]
    token: str | None
    total: int | None


def nct_number(text: str) -> str:
    """Return the NCT number that a text is.

    Raises:
        InputError: it is none.
    """
    found = text.strip().upper()
    if not re.fullmatch(r"NCT\d{8}", found) or registry_of(found) is None:
        raise InputError(f"{text!r} is no NCT number", next_step="it looks like NCT00962923")
    return found


class Registry:
    """The API at an address, asked politely."""

    def __init__(
        self, api: str = API, *, delay: float = DELAY, retries: int = 5, timeout: float = 60
    ) -> None:
        """Ask nothing yet. ``delay`` (between requests) and ``timeout`` are in seconds.

        Raises:
            InputError: no address, or one that holds a user or a password.
        """
        refuse_user_info(api)
        if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", api, re.IGNORECASE):
            raise InputError("not the address of an API", where=masked(api), next_step=f"as {API}")
        self.api = api.rstrip("/")
        self.asked = 0
        self._delay = delay
        self._last = float("-inf")
        self._connection = Connection(timeout=timeout, retries=retries)

    def version(self) -> dict[str, Any]:
        """Return what the API says of itself, as the date of its data; empty if it does not."""
        reply = self._get("version", {})
        try:
            found = orjson.loads(reply[1]) if reply[0] == 200 else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def page(self, parameters: Mapping[str, str]) -> Page:
        """Return a page of studies.

        Raises:
            InputError: the API does not understand the request.
            RemoteError: it cannot be reached, or answers something else.
        """
        status, content = self._get("studies", {**parameters, "format": "json"})
        if status == 400:
            said = one_line(content[:300].decode("utf-8", "replace"))
            raise InputError(f"the registry does not understand the request ({said})")
        if status != 200:
            raise RemoteError(
                f"answers {status}", where=self.api, next_step="try again later with --resume"
            )
        try:
            return _page(orjson.loads(content))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise RemoteError(
                "answers something else than pages of studies",
                where=self.api,
                next_step=f"check the address; it is usually {API}",
            ) from error

    def _get(self, path: str, parameters: Mapping[str, str]) -> tuple[int, bytes]:
        time.sleep(max(0.0, self._last + self._delay - time.monotonic()))
        query = f"?{urlencode(parameters)}" if parameters else ""
        accepted = {"Accept": "application/json"}
        reply = self._connection.send("GET", f"{self.api}/{path}{query}", headers=accepted)
        self._last = time.monotonic()
        self.asked += 1
        return reply.status, reply.content


def _page(found: dict[str, Any]) -> Page:
    studies = {
        study["protocolSection"]["identificationModule"]["nctId"]: orjson.dumps(study)
        for study in found["studies"]
    }
    token, total = found.get("nextPageToken"), found.get("totalCount")
    if not all(isinstance(number, str) for number in studies):
        raise TypeError("an NCT number is no text")
    return Page(
        studies,
        token if isinstance(token, str) and token else None,
        total if isinstance(total, int) else None,
    )
