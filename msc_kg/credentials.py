"""Credentials of remote sides: out of the environment or a prompt, never out of an address.

They are never shown: not by ``repr``, nor in a message, which :meth:`Credentials.hidden` sees to.
"""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from msc_kg.errors import InputError

USER = "MSC_KG_STORE_USER"
PASSWORD = "MSC_KG_STORE_PASSWORD"
TOKEN = "MSC_KG_STORE_TOKEN"
SCHEMES = ("basic", "digest", "bearer")
"""The schemes of HTTP authentication that are known (RFC 7617, RFC 7616, RFC 6750)."""

_USER_INFO = re.compile(r"//[^/?#]*@")
_UP_TO_HOST = re.compile(r"//.*@", re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user with a password, or a token; ``scheme`` is empty until a server asks for one."""

    scheme: str = ""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse what no header can carry.

        Raises:
            InputError: a character that ends a header; the message does not repeat it.
        """
        if _CONTROLS.search(self.user + self.password):
            raise _unfit("the user or the password", "a control character")
        if self.token and not _TOKEN.fullmatch(self.token):
            raise _unfit("the token", "a blank, a control character or one beyond ASCII")
        if self.scheme == "digest" and not (self.user.isascii() and '"' not in self.user):
            raise _unfit("the user", "a character that digest authentication cannot carry")

    def answering(self, challenges: str) -> "Credentials | None":
        """Return these with the scheme that answers ``WWW-Authenticate``; none, if none does."""
        asked = challenges.lower()
        able = {"bearer": self.token, "digest": self.user, "basic": self.user}
        scheme = next((n for n, has in able.items() if has and re.search(rf"\b{n}\b", asked)), "")
        return Credentials(scheme, self.user, self.password, self.token) if scheme else None

    def hidden(self, text: str) -> str:
        """Return a text without the secrets, should a server have repeated them."""
        pair = f"{self.user}:{self.password}".encode()
        for secret in (base64.b64encode(pair).decode(), self.password, self.token):
            text = text.replace(secret, "…") if secret else text
        return text


def _unfit(what: str, why: str) -> InputError:
    return InputError(f"{what} has {why}", next_step=f"check {USER}, {PASSWORD} and {TOKEN}")


def from_environment(
    scheme: str = "", environment: Mapping[str, str] | None = None
) -> Credentials | None:
    """Return the credentials that the environment holds for a scheme, or for any; else ``None``.

    Raises:
        InputError: they cannot be sent.
    """
    found = os.environ if environment is None else environment
    user, token = found.get(USER, ""), found.get(TOKEN, "").strip()
    if scheme != "bearer" and user:
        token = "" if scheme else token
        return Credentials(scheme, user, found.get(PASSWORD, ""), token)
    if scheme in ("", "bearer") and token:
        return Credentials(scheme, token=token)
    return None


def refuse_user_info(url: str) -> None:
    """Refuse an address that holds a user or a password.

    Raises:
        InputError: it does; the message does not repeat them.
    """
    if _USER_INFO.search(url):
        raise InputError(
            "an address must not hold a user or a password",
            where=masked(url),
            next_step=f"leave them out, and set {USER} and {PASSWORD} in the environment",
        )


def masked(url: str) -> str:
    """Return an address as it may be shown: without what stands before an ``@``.

    >>> masked("http://me:secret@host/query")
    'http://…@host/query'
    """
    return _UP_TO_HOST.sub("//…@", url)
