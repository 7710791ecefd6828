"""Requests to remote sides: one client with credentials, retries and time limits.

Certificates are verified; proxies are those of the environment (``HTTPS_PROXY``, ``NO_PROXY``).
Credentials go to the address that was named and nowhere else: with them no redirect is
followed, and no ``.netrc`` is read.
"""

import errno
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from msc_kg import __version__
from msc_kg.characters import one_line
from msc_kg.credentials import Credentials, masked
from msc_kg.errors import RemoteError

if TYPE_CHECKING:
    import requests
    from requests.auth import AuthBase
    from urllib3 import HTTPResponse

TIMEOUT = 60.0
"""Seconds that a remote side may stay silent."""
WHOLE = 10
"""A whole answer may take as many times the seconds of silence."""
LARGEST = 2_000_000_000
"""Bytes of an answer that are read, at most."""
BUSY = (429, 502, 503, 504)
"""The statuses that say "later" (RFC 6585, RFC 9110)."""
LONGEST_WAIT = 30
"""Seconds that are waited before a request is sent again, at most."""
_PIECE = 65_536
_READ = 100_000
"""Bytes of a refusal that are read."""
_SAID = 300
"""Characters of a refusal that are told."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a remote side answered."""

    status: int
    reason: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def said(self) -> str:
        """The status and the first line of what it says, fit to be shown."""
        text = self.content.decode("utf-8", "replace").strip()
        first = "" if text.startswith("<") else one_line(text.partition("\n")[0])[:_SAID]
        return f"{self.status} {one_line(self.reason)} {first}".strip()


class Connection:
    """A client of remote sides; connections are kept between requests."""

    def __init__(
        self,
        credentials: Credentials | None = None,
        *,
        timeout: float = TIMEOUT,
        retries: int = 0,
    ) -> None:
        """Send nothing yet. ``timeout`` is in seconds.

        ``retries`` is how often a request is sent again after a status in ``BUSY``, a broken
        connection or silence; waits grow up to ``LONGEST_WAIT`` or as long as the remote side
        asks for. It is for requests that may be repeated.
        """
        self._credentials = credentials
        self._timeout = timeout
        self._retries = retries
        self._sending = credentials if credentials and credentials.scheme else None

    def send(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request; return the answer, whatever its status.

        Raises:
            RemoteError: the remote side cannot be reached, or sends elsewhere.
        """
        sent = {"User-Agent": f"msc-kg/{__version__}", **(headers or {})}
        reply = self._send(method, url, body, sent)
        if reply.status == 401 and self._credentials and self._sending is None:
            self._sending = self._credentials.answering(reply.headers.get("WWW-Authenticate", ""))
            self.__dict__.pop("_auth", None)
            if self._sending:
                reply = self._send(method, url, body, sent)
        if 300 <= reply.status < 400:
            raise _elsewhere(url, reply)
        return reply

    @property
    def has_credentials(self) -> bool:
        """Whether there are any to send."""
        return self._credentials is not None

    def hidden(self, text: str) -> str:
        """Return a text without the credentials, should a server have repeated them."""
        return self._credentials.hidden(text) if self._credentials else text

    def _send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        import requests
        from urllib3.exceptions import HTTPError

        try:
            with self._session.request(
                method,
                url,
                data=body,
                headers=dict(headers),
                auth=self._auth,
                timeout=self._timeout,
                allow_redirects=method == "GET" and self._credentials is None,
                stream=True,
            ) as answer:
                content = self._read(answer.raw, answer.status_code >= 300)
                if answer.status_code >= 500:  # what is left of such answers upsets the next one
                    self._session.close()
                return Reply(answer.status_code, answer.reason or "", answer.headers, content)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise self._out_of_reach(url, error) from error

    def _read(self, body: "HTTPResponse", refusal: bool) -> bytes:
        """Return a body as it comes in; of a refusal the beginning.

        Raises:
            OSError: it takes too long, though never silent, or is too large.
        """
        end = time.monotonic() + WHOLE * self._timeout
        read = bytearray()
        while piece := _piece(body):
            read += piece
            if refusal and len(read) >= _READ:
                break
            if len(read) > LARGEST:
                raise OSError(f"the answer is larger than {LARGEST} bytes")
            if time.monotonic() > end:
                raise OSError(f"the answer is not whole after {WHOLE * self._timeout:g} seconds")
        return bytes(read[:_READ] if refusal else read)

    @cached_property
    def _session(self) -> "requests.Session":
        import requests
        from requests.adapters import HTTPAdapter
        from urllib3.util import Retry

        class Session(requests.Session):
            def rebuild_auth(self, prepared_request: object, response: object) -> None:
                """Let no credentials follow a redirect."""

        session = Session()
        session.max_redirects = 5
        retry = Retry(
            total=self._retries, status_forcelist=BUSY, allowed_methods=None, redirect=False,
            backoff_factor=0.5, backoff_max=LONGEST_WAIT, retry_after_max=LONGEST_WAIT,
            raise_on_status=False, raise_on_redirect=False,
        )  # fmt: skip
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(max_retries=retry))
        return session

    @cached_property
    def _auth(self) -> "AuthBase":
        from msc_kg.signing import signer

        return signer(self._sending)

    def _out_of_reach(self, url: str, error: Exception) -> RemoteError:
        reason = one_line(self.hidden(_reason(error)))
        return RemoteError(
            f"cannot be reached ({reason})",
            where=masked(url.partition("?")[0]),
            next_step="check the address and that the server runs",
        )


def _piece(body: "HTTPResponse") -> bytes:
    from urllib3.exceptions import ProtocolError

    try:
        return body.read1(_PIECE, decode_content=True)
    except ProtocolError as error:
        raise OSError(errno.EPROTO, "the answer is broken off") from error


def _elsewhere(url: str, reply: Reply) -> RemoteError:
    target = one_line(masked(urljoin(url, reply.headers.get("Location", ""))))[:_SAID]
    return RemoteError(
        f"sends to another address ({target}), which is not followed",
        where=masked(url.partition("?")[0]),
        next_step="name that address yourself, if it is the right one",
    )


def _reason(error: BaseException) -> str:
    """Return why a request failed, in the words of what lies at the bottom."""
    import requests
    from urllib3.exceptions import TimeoutError as SilentError

    causes: list[BaseException] = [error]
    while (inner := causes[-1].__cause__ or causes[-1].__context__) and inner not in causes:
        causes.append(inner)
    for cause in causes:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
    if any(isinstance(cause, requests.Timeout | SilentError) for cause in causes):
        return "timed out"
    return str(causes[-1]) or type(error).__name__
