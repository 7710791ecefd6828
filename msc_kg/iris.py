"""The only place where IRIs are made. The same input always gives the same IRI.

Text from documents reaches an IRI only as a slug or as an identifier that matched its
registry's pattern.
"""

import hashlib
import re
import unicodedata
from functools import cache, lru_cache
from urllib.parse import quote

from msc_kg import resources
from msc_kg.registries import registry_of
from msc_kg.terms import Iri

BASE = "https://w3id.org/msc-kg/"
ACCEPTED_GRAPH = Iri(f"{BASE}graph/accepted")
"""The named graph of the accepted view; it can be rebuilt from the others."""
VOCABULARY_GRAPH = Iri(f"{BASE}graph/vocabulary")
"""The named graph of the concepts that the documents' statements link to."""

CACHED = 16_384
"""Results that are kept of each function that is asked the same again and again."""
_SOON = 1_024
"""Results that are kept of a function that is asked the same several times in a row."""

_PLAIN_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l",
     "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i"}
)  # fmt: skip
_APOSTROPHES = str.maketrans(
    dict.fromkeys("'’‘`´\u02bc", "") | dict.fromkeys(map(chr, range(0x300, 0x370)))
)
_WORDS = re.compile(r"[^\W_]+")
_LOST = re.compile(r"[^\x00-\x7f]")
_DECLARED = re.compile(r'sh:prefix "([^"]+)" ; sh:namespace "([^"]+)"')


@cache
def prefixes() -> dict[str, str]:
    """Return the project's prefix map (``ontology/prefixes.ttl``): prefix to namespace.

    The file is our own, a prefix a line, so that no reader of Turtle is needed for it.
    """
    content = (resources.folder("ontology") / "prefixes.ttl").read_text("utf-8")
    return dict(sorted(_DECLARED.findall(content)))


@lru_cache(CACHED)
def expand(curie: str) -> Iri:
    """Return the IRI of a CURIE.

    >>> expand("mesh:D006086")
    'http://id.nlm.nih.gov/mesh/D006086'

    Raises:
        KeyError: no CURIE, or the prefix is not in the prefix map.
    """
    prefix, colon, name = curie.partition(":")
    space = prefixes().get(prefix)
    if not colon or space is None:
        raise KeyError(curie)
    return Iri(space + name)


@lru_cache(CACHED)
def compress(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI itself when no namespace fits."""
    end = max(iri.rfind("/"), iri.rfind("#"), iri.rfind("_"), iri.rfind(":")) + 1
    prefix = _spaces().get(iri[:end])
    if prefix is not None:  # most IRIs; the rest hold such a mark in their local part
        return f"{prefix}:{iri[end:]}"
    longest = max((space for space in _spaces() if iri.startswith(space)), key=len, default=None)
    return iri if longest is None else f"{_spaces()[longest]}:{iri[len(longest) :]}"


@cache
def _spaces() -> dict[str, str]:
    return {space: prefix for prefix, space in prefixes().items()}


def plain_letters(text: str) -> str:
    """Return a text with the letters that Unicode does not decompose in their plain form.

    >>> plain_letters("Łódź, Straße")
    'Lódź, Strasse'
    """
    return text if text.isascii() else text.translate(_PLAIN_LETTERS)


@lru_cache(CACHED)
def slug(text: str) -> str:
    """Return lower-case ASCII words joined with hyphens.

    Letters with a plain form lose their marks ("é", "Ł", "ß"); when letters have none (Chinese,
    Cyrillic ...) a digest of the whole text follows, so that different names never share a slug.

    >>> slug("Fundación Progreso y Salud")
    'fundacion-progreso-y-salud'
    """
    plain = unicodedata.normalize("NFKD", plain_letters(text))
    words = _WORDS.findall(plain.casefold().translate(_APOSTROPHES))
    kept = "-".join(word for word in words if word.isascii())
    if any(_LOST.search(word) for word in words) or not kept:
        return "-".join(part for part in (kept, _digest(" ".join(words) or text)) if part)
    return kept


@lru_cache(_SOON)
def trial(identifier: str) -> Iri:
    """Return the IRI of a registered trial; ``identifier`` in canonical form ("NCT01056471").

    An identifier of no known registry gets an IRI of our own.
    """
    registry = registry_of(identifier)
    if registry is not None and registry.iri is not None:
        return Iri(registry.iri.format(id=identifier))
    return Iri(f"{BASE}trial/{quote(identifier, safe='')}")


def unregistered_trial(sha256: str, number: int) -> Iri:
    """Return the IRI of a study known only from record ``number`` of a document."""
    return Iri(f"{BASE}trial/{sha256[:16]}-{number}")


def document(sha256: str) -> Iri:
    """Return the IRI of the document with this digest."""
    return Iri(f"{BASE}document/{sha256[:16]}")


def dataset(sha256: str) -> Iri:
    """Return the IRI of the dataset whose ``graph.nq`` has this digest."""
    return Iri(f"{BASE}dataset/{sha256[:16]}")


def software(version: str) -> Iri:
    """Return the IRI of a version of this software."""
    return Iri(f"{BASE}software/{quote(version, safe='')}")


def graph(sha256: str) -> Iri:
    """Return the IRI of the named graph that holds what a document says."""
    return Iri(f"{BASE}graph/{sha256[:16]}")


def record(sha256: str, number: int) -> Iri:
    """Return the IRI of record ``number`` (from 1) of a document."""
    return Iri(f"{BASE}record/{sha256[:16]}/{number}")


def part(parent: Iri, kind: str, number: int) -> Iri:
    """Return the IRI of the part ``number`` (from 1) of a record or arm, e.g. its second dose."""
    return Iri(f"{parent}/{kind}/{number}")


def field_evidence(record_iri: Iri, path: str) -> Iri:
    """Return the IRI of the evidence for a field of a record ("keywords[1]", "start_date")."""
    return Iri(f"{record_iri}/evidence/{_field_slug(path)}")


@lru_cache(CACHED)
def _field_slug(path: str) -> str:
    return slug(path.replace("_", " "))


def paper(*, doi: str | None = None, pmid: str | None = None, text: str | None = None) -> Iri:
    """Return the IRI of a paper: by PubMed id, else DOI (lower case), else citation text.

    Raises:
        ValueError: none of the three is given.
    """
    if pmid:
        number = pmid if pmid.isascii() and pmid.isdecimal() else quote(pmid, safe="")
        return Iri(f"https://pubmed.ncbi.nlm.nih.gov/{number}/")
    if doi:
        return Iri(f"https://doi.org/{quote(doi.lower(), safe='/().;:_-')}")
    if text:
        return Iri(f"{BASE}paper/{_digest(' '.join(text.split()).casefold())}")
    raise ValueError("a paper needs a DOI, a PubMed id or a citation")


def cited_paper(sha256: str, marker: str) -> Iri:
    """Return the IRI of the paper behind a reference number of a document ("[45]")."""
    return Iri(f"{BASE}paper/{sha256[:16]}/ref-{slug(marker)}")


def organization(name: str) -> Iri:
    """Return the IRI of an organisation (or person acting as sponsor) by its name."""
    return Iri(f"{BASE}org/{slug(name)}")


@lru_cache(CACHED)
def concept(scheme_prefix: str, notation: str) -> Iri:
    """Return the IRI of a concept, e.g. ``concept("status", "RECRUITING")``."""
    return expand(f"{scheme_prefix}:{quote(notation, safe='')}")


def disagreement(trial_iri: Iri, property_name: str) -> Iri:
    """Return the IRI of the disagreement of documents about one property of a trial."""
    return Iri(f"{BASE}disagreement/{slug(trial_iri.rsplit('/', 1)[-1])}/{property_name}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
