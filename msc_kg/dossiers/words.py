"""The words for properties, their order, and the values of terms as a reader wants them."""

from decimal import Decimal, InvalidOperation
from functools import cache

import pyoxigraph as ox

from msc_kg import iris, resources, schemes
from msc_kg.answers import Term
from msc_kg.tables import text
from msc_kg.values import cell

_RENAMED = {
    "dcterms:title": "title",
    "dcterms:alternative": "official title",
    "dcterms:identifier": "identifier",
    "dcterms:bibliographicCitation": "citation",
    "schema:name": "name as stated",
    "skos:altLabel": "also called",
    "skos:notation": "code",
    "skos:exactMatch": "same as",
    "skos:closeMatch": "close to",
    "skos:broadMatch": "broader match",
    "skos:narrowMatch": "narrower match",
    "skos:relatedMatch": "related match",
    "skos:broader": "broader",
    "msc:overallStatus": "status",
    "msc:flag": "remark",
    "msc:basis": "remark",
    "msc:eligibleSex": "sex",
    "msc:brandName": "brand",
    "msc:verifiedDate": "verified",
    "msc:partOfPaper": "part of the paper",
}
"""Words for terms that differ from their label in the ontology, or that have none there."""

DOSSIERS = {
    "msc:about": "trial",
    "msc:relatedTrial": "trial",
    "msc:condition": "condition",
    "msc:sponsor": "sponsor",
    "msc:collaborator": "sponsor",
    "msc:hasPaper": "paper",
    "msc:resultPaper": "paper",
    "msc:derivedPaper": "paper",
    "msc:backgroundPaper": "paper",
    "msc:reportedIn": "paper",
    "msc:partOfPaper": "paper",
    "skos:broader": "condition",
}
"""The kind of dossier that the values of a property have."""

ORDER = (
    "title", "official title", "acronym", "identifier", "secondary identifier", "status",
    "previous status", "why stopped", "phase", "study type", "condition", "cell type",
    "tissue source", "donor type", "brand", "cell modifier", "co-intervention", "dose", "route",
    "administration site", "arm", "intervention", "enrollment", "cohort size", "start date",
    "primary completion date", "completion date", "sponsor", "collaborator", "responsible party",
    "official", "reported outcome", "outcome measure", "reported in", "result paper",
    "derived paper", "paper", "background paper", "related trial", "site",
)  # fmt: skip
"""Properties in the order they are read; the others come after, by name."""

KINDS = {
    "change over time": "The value changes over time: the documents are of different dates.",
    "granularity": "One value is broader than the other: they may both be true.",
    "contradiction": "The documents state different values, and neither time nor detail "
    "explains it.",
}
"""What kinds of disagreement mean."""


@cache
def _labels() -> dict[str, str]:
    content = (resources.folder("ontology") / "msc.ttl").read_text(encoding="utf-8")
    label = iris.expand("rdfs:label")
    stated = schemes.parsed(content)
    return {iri: values[label][0] for iri, values in stated.items() if label in values}


def name_of(term: str) -> str:
    """Return the words for a property, given as an IRI.

    >>> name_of("https://w3id.org/msc-kg/ontology#hasSite")
    'site'
    """
    curie = iris.compress(term)
    named = _RENAMED.get(curie) or _labels().get(term)
    return (named or curie.partition(":")[2] or term).removeprefix("has ")


def dossier_kind(term: str) -> str:
    """Return the kind of dossier that the values of a property have, or ""."""
    return DOSSIERS.get(iris.compress(term), "")


def rank(name: str) -> tuple[int, str]:
    """Return a sort key by which properties come in the order they are read."""
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def plain(term: Term | None) -> str:
    """Return a term as text: the value of a literal, the IRI of a node, "" for nothing."""
    if isinstance(term, ox.Literal):
        found = cell(term)
        return ("yes" if found else "no") if isinstance(found, bool) else text(found)
    return term.value if isinstance(term, ox.NamedNode) else ""


def grouped(number: str) -> str:
    """Return a number with its thousands apart and no exponent; other text as it is.

    >>> grouped("1000000")
    '1,000,000'
    """
    try:
        return f"{Decimal(number):,f}"
    except InvalidOperation:
        return number


def dose(values: dict[str, str]) -> str:
    """Return a dose in words, from its numbers by property: "≥ 1,000,000 cells/kg".

    >>> dose({"dose low": "1000000", "dose high": "2000000", "dose unit": "cells"})
    '1,000,000 to 2,000,000 cells'
    """
    low, high = values.get("dose low", ""), values.get("dose high", "")
    spread = values.get("dose error", "")
    amount = grouped(values.get("dose value", ""))
    if low and high:
        amount = f"{grouped(low)} to {grouped(high)}"
    amount = amount or grouped(low or high)
    qualifier = values.get("dose qualifier", "")
    sign = {">=": "≥", "<=": "≤"}.get(qualifier, qualifier)
    around = f"± {grouped(spread)}" if spread else ""
    parts = (sign, amount, around, values.get("dose unit", ""))
    return " ".join(part for part in parts if part) if amount else ""
