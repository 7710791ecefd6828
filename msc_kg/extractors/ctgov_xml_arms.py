"""Arms, interventions and sites of a ``clinical_study`` element."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from msc_kg.extractors.ctgov_xml_tree import every, first, texts, words
from msc_kg.extractors.study import Study
from msc_kg.extractors.study_cells import (
    ArmPassages,
    InterventionPassages,
    Passage,
    StudyPassages,
    add_cells,
)
from msc_kg.records import Intervention, Location


def put_arms(study: Study, root: Element) -> None:
    """Put interventions and arms, and the cells that they and the titles tell of."""
    stated = tuple(_interventions(root))
    if stated:
        shown = (
            Intervention(one.name.text, one.type, tuple(name.text for name in one.other_names))
            for one in stated
        )
        study.set("interventions", tuple(shown))
    for at, one in enumerate(stated):
        study.witness(f"interventions[{at}]", one.place, one.name.text)
    passages = StudyPassages(
        first(root, "brief_title", "title"),
        first(root, "official_title"),
        stated,
        tuple(_arms(root, stated)),
        keywords=study.value("keywords") or (),
        conditions=study.value("conditions") or (),
    )
    add_cells(study, passages)


def put_sites(study: Study, root: Element) -> None:
    """Put the sites with their own status; persons to contact are not read."""
    found = list(every(root, "location"))
    if found:
        study.set("locations", tuple(_site(element) for _, element in found))
    for at, (place, element) in enumerate(found):
        shown = (words(element.find(path)) for path in _SITE_PATHS)
        study.witness(f"locations[{at}]", place, ", ".join(text for text in shown if text))


_SITE_PATHS = (
    "facility/name",
    "facility/address/city",
    "facility/address/state",
    "facility/address/zip",
    "facility/address/country",
)


def _site(element: Element) -> Location:
    stated = (words(element.find(path)) or None for path in (*_SITE_PATHS, "status"))
    return Location(*stated)


def _interventions(root: Element) -> Iterable[InterventionPassages]:
    for place, element in every(root, "intervention"):
        name = first(element, "intervention_name", "primary_name")
        kind = first(element, "intervention_type", "intervent_type")
        if name:
            yield InterventionPassages(
                _below(place, name),
                kind.text if kind else None,
                tuple(_below(place, other) for other in texts(element, "other_name")),
                tuple(_below(place, text) for text in texts(element, "description")),
                tuple(label.text for label in texts(element, "arm_group_label")),
                place,
            )


def _arms(root: Element, given: tuple[InterventionPassages, ...]) -> Iterable[ArmPassages]:
    for place, element in every(root, "arm_group"):
        label = first(element, "arm_group_label")
        kind = first(element, "arm_group_type", "arm_type")
        yield ArmPassages(
            _below(place, label) if label else None,
            kind.text if kind else None,
            tuple(_below(place, text) for text in texts(element, "description")),
            tuple(one.name.text for one in given if label and label.text in one.arm_labels),
            place,
        )


def _below(place: str, passage: Passage) -> Passage:
    return Passage(f"{place}/{passage.place.removesuffix('[0]')}", passage.text)
