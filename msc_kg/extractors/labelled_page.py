"""Any page that lists labelled fields: registries nobody described here, exports, print views.

It knows no layout, only the lexicon of labels; so it is less sure than an extractor that
knows the page.
"""

import re
from collections.abc import Collection, Sequence

from msc_kg.documents import Document
from msc_kg.extractors.cell_facts import cell_facts
from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.labelled_fields import read_fields
from msc_kg.extractors.page_arms import ArmsText, InterventionText, read_arms
from msc_kg.extractors.page_cells import add_page_facts
from msc_kg.extractors.page_coverage import is_fed, see, see_left_out, see_unknown
from msc_kg.extractors.page_fields import SETTERS, apply
from msc_kg.extractors.page_finish import add_first_registry_id, finish
from msc_kg.extractors.page_groups import with_groups
from msc_kg.extractors.page_labels import NOT_KEPT, Labelled, label_at
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_locations import add_countries, add_locations
from msc_kg.extractors.page_references import add_listed_references
from msc_kg.extractors.page_shapes import could_be_known
from msc_kg.extractors.page_site_lines import country_rows
from msc_kg.extractors.page_site_tables import site_rows
from msc_kg.extractors.page_text import page_head, page_lines
from msc_kg.extractors.page_treatment_groups import groups
from msc_kg.extractors.page_typed import (
    is_intervention_type,
    is_named,
    is_typed,
    read_groups,
    read_interventions,
)
from msc_kg.extractors.page_views import in_common_form
from msc_kg.phrases.registry_ids import spot_registry_ids
from msc_kg.records import Extraction, Intervention

_CELL_FIELDS = ("product", "donor", "dose", "route")
_FEWEST = 5
_FITTING = 3  # values of the right shape; tables of reviews have none
_TYPE = "intervention type"
_ID_WORDS = 3
_TITLE_WORDS = 4
_TOP = 40
_PATH = re.compile(r"\S\s+[>›»→]\s+\S|\]\([^()]*\)\s+/\s")  # where on the site the page stands
_TELLING = frozenset(
    {"conditions", "interventions", "status", "phases", "enrollment", "sponsor", "study_type"}
    | {"official_title", "title", "registry_id"}
)


class LabelledPage:
    """Reads pages of labelled fields, whatever their layout."""

    name = "labelled-page"
    description = "any trial page that lists labelled fields (ICTRP, ChiCTR, ISRCTN, EU CTR ...)"

    def confidence(self, document: Document) -> float:
        """Return up to 0.8, by the number of different fields; needs some that tell of a trial.

        Where values of several fields look as they should, up to 0.96.
        """
        fields = read_fields(in_common_form(page_lines(document)))
        kept = {labelled.field for labelled in fields if labelled.values} - {NOT_KEPT}
        if len(kept & _TELLING) < 2 or len(kept) < _FEWEST:
            return 0.03 * len(kept) if kept else 0.0
        has_id = bool(spot_registry_ids(page_head(document)))
        fitting = {found.field for found in fields if could_be_known(found.field, found.value)}
        surer = min(0.16, 0.04 * max(0, len(fitting) - _FITTING))
        return min(0.8, 0.4 + 0.02 * len(kept) + 0.1 * has_id) + surer

    def extract(self, document: Document) -> Extraction:
        """Return the one record of the page."""
        draft = Draft("registry-record", document.name, "page")
        printed = page_lines(document)
        common = in_common_form(printed)
        sites, lines = site_rows(common)
        countries, lines = country_rows(lines)
        arms, lines = groups(lines)
        fields = read_fields(lines)
        typed = [found for found in fields if found.field == "interventions" and is_typed(found)]
        apply(draft, (found for found in fields if found not in typed))
        add_first_registry_id(draft, lines)
        _title(draft, lines, fields)
        _cells(draft, fields, typed, arms)
        for site, line in sites:
            draft.add("locations", site, line)
        add_locations(draft, () if sites else _values(fields, "locations"))
        _type_interventions(draft, fields)
        for location, line in () if draft.has("locations") else countries:
            draft.add("locations", location, line)
        add_countries(draft, _values(fields, "countries", "locations"))
        add_listed_references(draft, _values(fields, "references"))
        _see_rest(draft, fields, typed)
        see_unknown(draft, lines, fields)
        see_left_out(draft, printed, common)
        return finish(draft, self.name)


def _type_interventions(draft: Draft, fields: Sequence[Labelled]) -> None:
    """Where the page states one type of intervention by itself, all without a type have it."""
    stated = [found for found in fields if found.field == "intervention_type"]
    label = stated[0].label.strip("*: ").casefold() if stated else ""
    if len(stated) != 1 or label != _TYPE or not is_intervention_type(stated[0].value):
        return
    listed = draft.listed("interventions")
    if not any(item.type for item, _ in listed):
        for place, (item, _) in enumerate(listed):
            named = Intervention(item.name, stated[0].value, item.other_names)
            draft.replace("interventions", place, named)
        draft.witness("interventions[0].type", stated[0].values[0])


def _see_rest(draft: Draft, fields: Sequence[Labelled], typed: Sequence[Labelled]) -> None:
    """Count the fields that no setter reads; they are used when their lines are evidence."""
    places = draft.places
    for labelled in fields:
        if labelled in typed or labelled.field not in (*SETTERS, NOT_KEPT):
            used = is_fed(draft, labelled.field, labelled.values, places)
            see(draft, labelled, used=used)


def _values(fields: Sequence[Labelled], *names: str) -> list[Line]:
    return [line for labelled in fields if labelled.field in names for line in labelled.values]


def _product_names(fields: Sequence[Labelled]) -> list[Line]:
    named = (found for found in fields if found.label.casefold().startswith("product name"))
    return [line for found in named for line in found.values]


def _title(draft: Draft, lines: Sequence[Line], fields: Sequence[Labelled]) -> None:
    """Take the first line as the title when no label stands on it.

    When a label gives the title, what the first line has more in brackets is the acronym.
    """
    labelled = {line.number for found in fields for line in found.values}
    stated = (line for line in lines if not line.is_blank)
    heads = [
        line
        for line in stated
        if not (_PATH.search(line.text) or _is_id(line) or label_at(line, bare=True))
    ]
    marked = [line for line in heads[:_TOP] if line.text.startswith("# ")]
    first = next(iter(marked or heads), None)
    if first is None or first.number in labelled:
        return
    head = first.words.strip("# ")
    if not draft.has("title"):
        named = first if len(head.split()) >= _TITLE_WORDS else _below_name(heads, labelled)
        if named is not None:
            draft.put("title", named.words.strip("# "), named)
        return
    title = draft.value("title")
    for line in heads[:_TOP]:
        head = line.words.strip("# ")
        rest = head.removeprefix(title).strip()
        if head != rest and rest.startswith("(") and rest.endswith(")"):
            draft.put("acronym", rest[1:-1].strip(), line)
            return


def _below_name(heads: Sequence[Line], labelled: Collection[int]) -> Line | None:
    """Return the first line of several words between the name of the site and the fields."""
    end = min(labelled, default=0)
    above = [line for line in heads if line.number < end and len(line.cells) == 1]
    return next((line for line in above if len(line.words.split()) >= _TITLE_WORDS), None)


def _is_id(line: Line) -> bool:
    """Return whether the line says no more than a number ("Clinical trial NCT01844661")."""
    return len(line.words.split()) <= _ID_WORDS and bool(spot_registry_ids(line.words))


def _cells(
    draft: Draft, fields: Sequence[Labelled], typed: Sequence[Labelled], groups: ArmsText
) -> None:
    stated = [text for found in typed for text in read_interventions(found.values)]
    stated += groups.interventions
    if not (stated or draft.has("interventions")):
        stated = [InterventionText(line.item, None, line) for line in _product_names(fields)]
    lines = _values(fields, "arms")
    listed = frozenset(f"{text.type}: {text.name}".casefold() for text in stated)
    names = any(is_named(line) for line in lines)
    arms = read_groups(lines) if names else read_arms(with_groups(lines), listed=listed)
    known = {text.name.casefold() for text in stated}
    more = [text for text in arms.interventions if not stated or text.name.casefold() in known]
    alone = cell_facts(_values(fields, *_CELL_FIELDS))
    add_page_facts(draft, ArmsText([*groups.arms, *arms.arms], [*stated, *more]), alone)
