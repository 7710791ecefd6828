"""Any page that lists labelled fields: registries nobody described here, exports, print views.

It knows no layout, only the lexicon of labels; so it is less sure than an extractor that
knows the page.
"""

from collections.abc import Sequence

from msc_kg.documents import Document
from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_arms import (
    InterventionText,
    add_arms,
    add_interventions,
    read_arms,
)
from msc_kg.extractors.page_cells import (
    add_arm_facts,
    add_cell_facts,
    cell_facts,
    intervention_facts,
)
from msc_kg.extractors.page_fields import apply
from msc_kg.extractors.page_finish import add_first_registry_id, finish, titles
from msc_kg.extractors.page_labels import NOT_KEPT, Labelled, read_labelled
from msc_kg.extractors.page_lines import Line, read_lines
from msc_kg.extractors.page_locations import add_countries, add_locations
from msc_kg.extractors.page_references import add_listed_references
from msc_kg.phrases.registry_ids import spot_registry_ids
from msc_kg.records import Extraction

_CELL_FIELDS = ("product", "donor", "dose", "route")
_FEWEST = 5
_TELLING = frozenset(
    {"conditions", "interventions", "status", "phases", "enrollment", "sponsor", "study_type"}
    | {"official_title", "title", "registry_id"}
)
_LOOKED_AT = 200_000  # characters


class LabelledPage:
    """Reads pages of labelled fields, whatever their layout."""

    name = "labelled-page"
    description = "any trial page that lists labelled fields (ICTRP, ChiCTR, ISRCTN, EU CTR ...)"

    def confidence(self, document: Document) -> float:
        """Return up to 0.8, by the number of different fields; needs some that tell of a trial."""
        fields = _fields(read_lines(document.text[:_LOOKED_AT]))
        kept = {labelled.field for labelled in fields if labelled.values} - {NOT_KEPT}
        if len(kept & _TELLING) < 2 or len(kept) < _FEWEST:
            return 0.03 * len(kept) if kept else 0.0
        has_id = bool(spot_registry_ids(document.text[:_LOOKED_AT]))
        return min(0.8, 0.4 + 0.02 * len(kept) + 0.1 * has_id)

    def extract(self, document: Document) -> Extraction:
        """Return the one record of the page."""
        draft = Draft("registry-record", document.name, "page")
        lines = read_lines(document.text)
        fields = _fields(lines)
        apply(draft, fields)
        add_first_registry_id(draft, lines)
        if not draft.has("title"):
            _title(draft, lines, fields)
        _cells(draft, fields)
        add_locations(draft, _values(fields, "locations"))
        add_countries(draft, _values(fields, "countries"))
        add_listed_references(draft, _values(fields, "references"))
        return finish(draft, self.name)


def _fields(lines: Sequence[Line]) -> list[Labelled]:
    return list(read_labelled(lines, bare=True))


def _values(fields: Sequence[Labelled], *names: str) -> list[Line]:
    return [line for labelled in fields if labelled.field in names for line in labelled.values]


def _title(draft: Draft, lines: Sequence[Line], fields: Sequence[Labelled]) -> None:
    """Take the first line as the title when no label stands on it."""
    labelled = {line.number for found in fields for line in found.values}
    first = next((line for line in lines if not line.is_blank), None)
    if first and first.number not in labelled and len(first.words.split()) > 3:
        draft.put("title", first.words.strip("# "), first)


def _cells(draft: Draft, fields: Sequence[Labelled]) -> None:
    arms = read_arms(_values(fields, "arms"))
    add_interventions(draft, arms.interventions)
    stated = [
        InterventionText(intervention.name, intervention.type, line)
        for intervention, line in draft.listed("interventions")
    ]
    facts = cell_facts(_values(fields, *_CELL_FIELDS)) | intervention_facts(
        [*stated, *arms.interventions]
    )
    for index, arm in add_arms(draft, arms.arms):
        facts |= add_arm_facts(draft, index, arm)
    add_cell_facts(draft, facts, titles(draft))
