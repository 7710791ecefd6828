"""All extractors, and the choice of the one that reads a document.

Built-in extractors are imported when they are first needed; others come from the entry
point group ``msc_kg.extractors`` (each entry names a class without arguments).
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from msc_kg.documents import Document
from msc_kg.errors import InputError
from msc_kg.extractors import plugins
from msc_kg.extractors.base import Extractor
from msc_kg.extractors.entries import HEAD_BYTES, EntryExtractor
from msc_kg.records import Description, Extraction, Reject

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "msc_kg.extractors"
OF_ENTRIES = (
    "msc_kg.extractors.aact:Aact",
    "msc_kg.extractors.ctgov_csv:CtgovCsv",
    "msc_kg.extractors.ctgov_json:CtgovJson",
    "msc_kg.extractors.ctgov_xml:CtgovXml",
    "msc_kg.extractors.ictrp:Ictrp",
)
"""Built-in extractors of documents that are read entry by entry.

Each is asked about every document, so their modules import what reads an entry in ``read``.
"""
OF_TEXTS = (
    "msc_kg.extractors.aggregator_page:AggregatorPage",
    "msc_kg.extractors.labelled_page:LabelledPage",
    "msc_kg.extractors.legacy_page:LegacyPage",
    "msc_kg.extractors.present_page:PresentPage",
    "msc_kg.extractors.review_table:ReviewTable",
)
"""Built-in extractors of pages and papers; imported when there is one to read."""
THRESHOLD = 0.5
"""A document is read only by an extractor that is surer than this."""

_SHORT = 200
"""Below this many characters an unknown document is called too short, not unknown."""


@cache
def extractors() -> tuple[Extractor, ...]:
    """Return all extractors, built-in and plugged in, sorted by name.

    Raises:
        InputError: a plug-in cannot be loaded, or two extractors share a name.
    """
    found = [*_of_entries(), *map(_built_in, OF_TEXTS), *_plugged_in()]
    names = [extractor.name for extractor in found]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"two extractors are called {name!r}", next_step="uninstall one of the plug-ins"
            )
    return tuple(sorted(found, key=lambda extractor: extractor.name))


@cache
def _entry_extractors() -> tuple[EntryExtractor, ...]:
    """Return those that read entries, sorted by name."""
    found = [each for each in (*_of_entries(), *_plugged_in()) if isinstance(each, EntryExtractor)]
    return tuple(sorted(found, key=lambda extractor: extractor.name))


@cache
def _of_entries() -> tuple[Extractor, ...]:
    return tuple(map(_built_in, OF_ENTRIES))


@cache
def _plugged_in() -> tuple[Extractor, ...]:
    if not plugins.may_be_installed(ENTRY_POINTS):
        return ()
    from importlib import metadata

    return tuple(_loaded(entry) for entry in metadata.entry_points(group=ENTRY_POINTS))


def entry_extractor(head: bytes, name: str) -> EntryExtractor | None:
    """Return the surest extractor of a document that is read entry by entry, if it is one.

    ``head`` is its beginning (``HEAD_BYTES``), ``name`` its file name.
    """
    scores = [(each.recognise(head, name), each) for each in _entry_extractors()]
    best = max((score for score, _ in scores), default=0.0)
    return next((e for score, e in scores if score == best), None) if best > THRESHOLD else None


@cache
def entry_extractor_named(name: str) -> EntryExtractor:
    """Return the extractor of entries of this name.

    Raises:
        KeyError: there is none.
    """
    return {extractor.name: extractor for extractor in _entry_extractors()}[name]


def choose(document: Document) -> Extractor | Reject:
    """Return the surest extractor above ``THRESHOLD`` (ties by name), or why there is none.

    Dumps are told by their beginning, so that they need not be held, and come first.
    """
    reason = _unreadable(document)
    if reason:
        return _reject(document, reason)
    of_entries = entry_extractor(document.content[:HEAD_BYTES], document.name)
    if of_entries is not None:
        return of_entries
    scores = [(extractor.confidence(document), extractor) for extractor in extractors()]
    best = max(score for score, _ in scores)
    if best > THRESHOLD:
        return next(extractor for score, extractor in scores if score == best)
    looked_at = ", ".join(f"{extractor.name} {score:.2f}" for score, extractor in scores)
    return _reject(document, _unknown(document, looked_at))


def extract(document: Document) -> Extraction:
    """Return what the document says; without records and with one reject when unreadable.

    Pages and papers that follow one another in it are read each by itself.
    """
    of_entries = entry_extractor(document.content[:HEAD_BYTES], document.name)
    if of_entries is not None:
        return of_entries.extract(document)
    from msc_kg.extractors.parts import extract_parts  # what pages need, dumps do not

    return extract_parts(document, extract_one)


def extract_one(document: Document) -> Extraction:
    """Return what the document says when it is read as one page or paper."""
    choice = choose(document)
    if isinstance(choice, Reject):
        return Extraction(Description(kind="unknown"), rejects=(choice,))
    return choice.extract(document)


def _built_in(path: str) -> Extractor:
    module, _, attribute = path.partition(":")
    extractor: Extractor = getattr(import_module(module), attribute)()
    return extractor


def _loaded(entry: "EntryPoint") -> Extractor:
    try:
        extractor = entry.load()()
    except (ImportError, AttributeError, TypeError) as error:
        raise InputError(
            f"the extractor plug-in {entry.name!r} cannot be loaded ({error})",
            where=entry.value,
            next_step="reinstall or uninstall the package that brings it",
        ) from error
    if not isinstance(extractor, Extractor):
        raise InputError(
            f"the extractor plug-in {entry.name!r} lacks a part of the extractor protocol",
            where=entry.value,
            next_step="see msc_kg.extractors.base.Extractor",
        )
    return extractor


def _unreadable(document: Document) -> str | None:
    if not document.content.strip():
        return "the document is empty; download it again, or leave it out"
    if document.is_binary:
        return (
            "the document is binary (NUL bytes or control characters); "
            "convert it to text, HTML or CSV first"
        )
    return None


def _unknown(document: Document, looked_at: str) -> str:
    characters = len(document.text.strip())
    what = (
        f"only {characters} characters: too short to tell what it is"
        if characters < _SHORT
        else "no extractor knows this kind of document"
    )
    return (
        f"{what} (sureness, {THRESHOLD} needed: {looked_at}); "
        "`msc-kg extractors` lists what can be read and how an extractor is added"
    )


def _reject(document: Document, reason: str) -> Reject:
    head = "" if document.is_binary else " ".join(document.text[:400].split())[:120]
    return Reject(document=document.name, place="whole document", text=head, reason=reason)


_FOUND = (extractors, _entry_extractors, _of_entries, _plugged_in, entry_extractor_named)


def forget() -> None:
    """Look for extractors anew, as after a plug-in was installed."""
    for found in _FOUND:
        found.cache_clear()
