"""The addresses of the explorer's pages; whatever stands in them is quoted here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote, urlencode

from msc_kg.answers import Term
from msc_kg.dossiers import KINDS

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

COLUMNS = {
    "trial": "trial",
    "study": "trial",
    "registry_ids": "trial",
    "autologous_ids": "trial",
    "allogeneic_ids": "trial",
    "sponsor": "sponsor",
    "organisation": "sponsor",
    "condition": "condition",
    "conditions": "condition",
    "paper": "paper",
    "doi": "paper",
    "pmid": "paper",
}
"""Columns of questions whose cells name things that have a page."""

KEYS = {
    "trial": "study",
    "study": "study",
    "sponsor": "organization",
    "organisation": "organization",
}
"""The variable of a row's key that holds the node named in a column."""


def of(kind: str, name: str) -> str:
    """Return the address of the page of a thing, by name or IRI.

    >>> of("trial", "NCT00698191")
    '/trial/NCT00698191'
    """
    if _PLAIN.fullmatch(name):
        return f"/{kind}/{name}"
    return f"/{kind}?{urlencode({'name': name}, quote_via=quote)}"


def graph(kind: str, name: str) -> str:
    """Return the address of the picture of a thing's neighbourhood."""
    return f"/graph?{urlencode({'kind': kind, 'name': name}, quote_via=quote)}"


def node(iri: str) -> str:
    """Return the address of the page of any node, by IRI."""
    return f"/node?{urlencode({'iri': iri}, quote_via=quote)}"


def ask(question: str, given: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return the address of a question with the texts for its parameters.

    >>> ask("sponsors", {"condition": ["GVHD"], "tissue": ["BM"]})
    '/ask/sponsors?condition=GVHD&tissue=BM'
    """
    pairs = [(name, text) for name, texts in (given or {}).items() for text in texts]
    return f"/ask/{quote(question, safe='')}" + (
        f"?{urlencode(pairs, quote_via=quote)}" if pairs else ""
    )


def editor(query: str, *, run: bool = False) -> str:
    """Return the address of the editor with a query in it, and of its answer too with ``run``."""
    asked = {"query": query, "run": "1"} if run else {"query": query}
    return f"/editor?{urlencode(asked, quote_via=quote)}"


def search(text: str) -> str:
    """Return the address of what is found for some words."""
    return f"/search?{urlencode({'q': text}, quote_via=quote)}"


def parts(
    column: str, text: str, separator: str | None, key: Mapping[str, Term | None]
) -> list[dict[str, str]]:
    """Return the texts of a cell, each with the address of its page or ""."""
    kind = COLUMNS.get(column)
    if kind not in KINDS or not text:
        return [{"text": text, "href": ""}] if text else []
    names = text.split(separator) if separator else [text]
    known = key.get(KEYS.get(column, ""))
    if known is not None and len(names) == 1 and not _PLAIN.fullmatch(text):
        return [{"text": text, "href": of(kind, getattr(known, "value", text))}]
    return [{"text": name, "href": of(kind, name)} for name in _whole(names)]


def _whole(names: Iterable[str]) -> list[str]:
    return [name for name in names if name]
