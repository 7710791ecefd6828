"""What labelled identifiers do to the record: its own number, further ones, those of others."""

import re

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_labels import Labelled, field_of
from msc_kg.extractors.page_lines import plain
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.registry_ids import spot_registry_ids
from msc_kg.registries import registry_of

_IDENTIFIER = re.compile(r"(?=\D*\d)[^\s()]+")
_ID_FIELDS = ("registry_id", "secondary_ids")
_PLACED = re.compile(r"(?:\s+(?:\([^()]*\)|\[[^\[\]]*\]))+\s*$")
_ANSWER = re.compile(r"^(?:yes|no)$", re.IGNORECASE)  # whether there are any


def registry_id(draft: Draft, labelled: Labelled) -> None:
    """Add the number; a further one is of another registry or trial."""
    for line in labelled.values[:1]:
        for span in spot_registry_ids(line.words):
            draft.add(_field_of_number(draft, span.value), span.value, line)


def secondary_ids(draft: Draft, labelled: Labelled) -> None:
    """Add further numbers, without who gave them."""
    for line in labelled.values:
        for part in _identifiers(_bare_identifier(line.item)):
            identifier = plain(_PLACED.sub("", part))
            own = identifier in (draft.value("registry_ids") or ())
            if identifier and not (own or is_filler(identifier) or _ANSWER.match(identifier)):
                draft.add("secondary_ids", identifier, line)


def _bare_identifier(text: str) -> str:
    """Cut off the name of the registry before an identifier ("ISRCTN number: ...")."""
    label, colon, rest = text.partition(":")
    return rest.strip() if colon and field_of(label) in _ID_FIELDS else text


def _identifiers(text: str) -> list[str]:
    """Cut at semicolons, and at commas when each part has a figure and no space."""
    parts = re.split(r"\s*[;；|]\s*", text)
    at_commas = re.split(r",\s+", text)
    if len(at_commas) > 1 and all(_IDENTIFIER.fullmatch(part) for part in at_commas):
        return at_commas
    return parts


def related(draft: Draft, labelled: Labelled) -> None:
    """Add the numbers of related trials."""
    own = draft.value("registry_ids") or ()
    for line in labelled.values:
        for span in spot_registry_ids(line.words):
            if span.value not in own:
                draft.add("related_trials", span.value, line)


def _field_of_number(draft: Draft, identifier: str) -> str:
    """Where a labelled number belongs: a page describes one trial of a registry.

    A further number of the registry that the page's own is of is that of another trial, one
    of another registry is this trial's number there.
    """
    own = draft.value("registry_ids") or ()
    registry = registry_of(identifier)
    others = [known for known in own if known != identifier]
    if any(registry_of(known) is registry for known in others):
        return "related_trials"
    return "secondary_ids" if others else "registry_ids"
