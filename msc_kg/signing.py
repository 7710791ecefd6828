"""Credentials put to requests, by the library ``requests``."""

from requests import PreparedRequest
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from msc_kg.credentials import Credentials


class Nobody(AuthBase):
    """No credentials; with it, none are looked for in ``.netrc`` either."""

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Return the request as it is."""
        return r


class Bearer(AuthBase):
    """A token (RFC 6750)."""

    def __init__(self, token: str) -> None:
        """Keep the token."""
        self._token = token

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Return the request with the token."""
        r.headers["Authorization"] = f"Bearer {self._token}"
        return r


def signer(credentials: Credentials | None) -> AuthBase:
    """Return what puts credentials, whose scheme is known, to requests."""
    if credentials is None:
        return Nobody()
    if credentials.scheme == "bearer":
        return Bearer(credentials.token)
    if credentials.scheme == "digest":
        return HTTPDigestAuth(credentials.user, credentials.password)
    # bytes: as UTF-8 (RFC 7617 section 2.1), where text would go as Latin-1
    return HTTPBasicAuth(credentials.user.encode(), credentials.password.encode())
