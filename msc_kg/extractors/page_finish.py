"""The last steps for a registry page: stand-ins, dates, flags, and the extraction itself."""

from collections.abc import Sequence

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_conditions import note_treatments
from msc_kg.extractors.page_lines import Line
from msc_kg.phrases.organisations import responsible_organisation
from msc_kg.phrases.registry_ids import spot_registry_ids
from msc_kg.records import Description, Extraction, Sponsor

RESPONSIBLE_PARTY = "responsible party"
"""What ``Sponsor.stated_as`` says when the page has lost its sponsor line."""


_DATED = ("last_updated", "verified")
"""What says when a page was true, the finer first (the verification is a month)."""


def add_first_registry_id(draft: Draft, lines: Sequence[Line]) -> None:
    """Take the first registry identifier on the page when no field stated one."""
    for line in lines:
        spans = spot_registry_ids(line.text)
        if spans and not draft.has("registry_ids"):
            draft.add("registry_ids", spans[0].value, line)


def finish(draft: Draft, kind: str) -> Extraction:
    """Return the extraction of a page with one record; ``kind`` is the extractor's name."""
    _stand_in_sponsor(draft)
    note_treatments(draft)
    if not draft.has("registry_ids"):
        draft.note("the page states no registry identifier")
    dated = next((name for name in _DATED if draft.has(name)), None)
    if dated:
        draft.set("as_of", draft.value(dated).value)
    record = draft.record()
    description = Description(
        kind=kind,
        title=record.title,
        published=record.first_posted.value if record.first_posted else None,
        modified=record.last_updated.value if record.last_updated else None,
    )
    return Extraction(description, (record,))


def _stand_in_sponsor(draft: Draft) -> None:
    if draft.has("sponsor") or not draft.has("responsible_party"):
        return
    name = responsible_organisation(draft.value("responsible_party"))
    if name:
        line = draft.line("responsible_party")
        draft.put("sponsor", Sponsor(name, stated_as=RESPONSIBLE_PARTY), line)
