"""Arms and interventions of a study in AACT, and the cells that they and the titles tell of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msc_kg.extractors import aact_model as model
from msc_kg.extractors.aact_fields import Rows
from msc_kg.extractors.aact_join import LINE_END
from msc_kg.extractors.aact_parties import place_of
from msc_kg.extractors.study import Study, plain
from msc_kg.extractors.study_cells import (
    ArmPassages,
    InterventionPassages,
    Passage,
    StudyPassages,
    add_cells,
)
from msc_kg.records import Intervention


def put_arms(study: Study, rows: Rows) -> None:
    """Put interventions and arms, with the links between them."""
    titles = {group.id: plain(group.title) for group in rows.design_groups}
    given: dict[str, list[str]] = defaultdict(list)
    in_arms: dict[str, list[str]] = defaultdict(list)
    names = {one.id: plain(one.name) for one in rows.interventions}
    for link in rows.design_group_interventions:
        title, name = titles.get(link.design_group_id), names.get(link.intervention_id)
        if title is not None and name is not None:
            given[link.design_group_id].append(name)
            in_arms[link.intervention_id].append(title)
    stated = list(_interventions(rows, in_arms))
    if stated:
        shown = (
            Intervention(one.name.text, one.type, tuple(name.text for name in one.other_names))
            for one in stated
        )
        study.set("interventions", tuple(shown))
    for at, one in enumerate(stated):
        study.witness(f"interventions[{at}]", one.place, one.name.text)
    passages = StudyPassages(
        _passage("column brief_title", study.value("title")),
        _passage("column official_title", study.value("official_title")),
        stated,
        list(_arms(rows.design_groups, given)),
        keywords=study.value("keywords") or (),
        conditions=study.value("conditions") or (),
    )
    add_cells(study, passages)


def _interventions(rows: Rows, in_arms: dict[str, list[str]]) -> Iterable[InterventionPassages]:
    others: dict[str, list[Passage]] = defaultdict(list)
    for row in rows.intervention_other_names:
        name = _passage(place_of("intervention_other_names", row, "name"), plain(row.name))
        if name:
            others[row.intervention_id].append(name)
    for one in rows.interventions:
        name = _passage(place_of("interventions", one, "name"), plain(one.name))
        if name:
            yield InterventionPassages(
                name,
                plain(one.intervention_type) or None,
                others[one.id],
                _description("interventions", one, one.description),
                in_arms[one.id],
                f"interventions.txt, row {one.row}",
            )


def _arms(groups: Sequence[model.GroupRow], given: dict[str, list[str]]) -> Iterable[ArmPassages]:
    for group in groups:
        if group.title or group.group_type or group.description:
            yield ArmPassages(
                _passage(place_of("design_groups", group, "title"), plain(group.title)),
                plain(group.group_type) or None,
                _description("design_groups", group, group.description),
                given[group.id],
                f"design_groups.txt, row {group.row}",
            )


def _description(table: str, row: model.TableRow, text: str) -> list[Passage]:
    """Lines stay apart: they divide sentences."""
    if not text or text.isspace():
        return []
    return [Passage(place_of(table, row, "description"), text.replace(LINE_END, "\n"))]


def _passage(place: str, text: str | None) -> Passage | None:
    return Passage(place, text) if text else None
