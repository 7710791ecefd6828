"""Cell products, doses and routes of structured registry records, with their arms.

Formats with fields hand over the passages that may tell of cells, each with its place;
what they say is worked out as for pages.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

from msgspec import Struct

from msc_kg.extractors.cell_facts import CellFacts, Found
from msc_kg.extractors.cell_study import Stated, StatedArm, StatedIntervention, study_facts
from msc_kg.extractors.cell_wording import is_observational
from msc_kg.extractors.study import Study, plain
from msc_kg.records import Arm, Dose, Product, Route

MAX_EVIDENCE = 300
"""Longest piece of text that is kept as evidence, in characters."""

LONGEST = 10_000
"""Characters of a passage in which cells are looked for."""
_FIELDS = ("products", "doses", "routes")
_VALUE = attrgetter("value")
_SENTENCE_END = re.compile(r"[.!?;]\s+(?=[A-Z(\d])|\n\s*")


class Passage(Struct, frozen=True, gc=False):
    """A text of a record and its place, relative to the record ("briefTitle")."""

    place: str
    text: str

    @property
    def words(self) -> str:
        """The text that is looked at: no field of a registry is longer than ``LONGEST``."""
        return self.text[:LONGEST]


class InterventionPassages(Struct, frozen=True, gc=False):
    """An intervention as a format states it; ``place`` is that of the whole.

    ``type`` is as stated ("DRUG", "Biological"); ``arm_labels`` are the arms it is given in.
    """

    name: Passage
    type: str | None = None
    other_names: Sequence[Passage] = ()
    description: Sequence[Passage] = ()
    arm_labels: Sequence[str] = ()
    place: str = ""


class ArmPassages(Struct, frozen=True, gc=False):
    """An arm as a format states it; ``place`` is that of the whole.

    ``label`` is ``None`` where the format lost it. ``interventions`` are the names of what is
    given in it, with or without their types ("Drug: X").
    """

    label: Passage | None
    type: str | None = None
    description: Sequence[Passage] = ()
    interventions: Sequence[str] = ()
    place: str = ""


class StudyPassages(Struct, frozen=True, gc=False):
    """The texts of a record that may tell of cells; those a format lacks stay empty.

    ``keywords`` and ``conditions`` state no products; they only tell what abbreviations mean.
    """

    title: Passage | None = None
    official_title: Passage | None = None
    interventions: Sequence[InterventionPassages] = ()
    arms: Sequence[ArmPassages] = ()
    keywords: Sequence[str] = ()
    conditions: Sequence[str] = ()


def add_cells(study: Study, passages: StudyPassages) -> None:
    """Put products, doses and routes on a record, and its arms with what each states itself.

    To be called when the study type is there. The interventions themselves are not added.
    """
    stated = _stated(passages, observational=is_observational(study.value("study_type")))
    for piece in stated.pieces:
        if len(piece.text) > LONGEST:
            study.note(f"{piece.place}: cells were looked for in its first {LONGEST} characters")
    facts = study_facts(stated)
    if passages.arms:
        _put_arms(study, passages.arms, facts.arms)
    for field in _FIELDS:
        values = tuple(map(_VALUE, getattr(facts.study, field)))
        if values:
            study.set(field, values)
    _witness(study, "", facts.study)


def _stated(passages: StudyPassages, *, observational: bool) -> Stated[Passage]:
    titles = (passages.official_title, passages.title)
    return Stated(
        [title for title in titles if title],
        [StatedIntervention(i.name, i.other_names, i.description) for i in passages.interventions],
        [StatedArm(a.label, a.type, a.description, a.interventions) for a in passages.arms],
        (*passages.keywords, *passages.conditions),
        observational,
    )


def _put_arms(
    study: Study, arms: Sequence[ArmPassages], facts: Sequence[CellFacts[Passage]]
) -> None:
    study.set("arms", tuple(_arm(arm, own) for arm, own in zip(arms, facts, strict=True)))
    for at, (arm, own) in enumerate(zip(arms, facts, strict=True)):
        label = arm.label or Passage(arm.place, arm.type or "")
        study.witness(f"arms[{at}]", arm.place or label.place, label.text)
        _witness(study, f"arms[{at}].", own)


def _arm(arm: ArmPassages, own: CellFacts[Passage]) -> Arm:
    return Arm(
        arm.label.text if arm.label else None,
        arm.type,
        None,
        tuple(map(_VALUE, own.products)),
        tuple(map(_VALUE, own.doses)),
        tuple(map(_VALUE, own.routes)),
    )


def _witness(study: Study, prefix: str, facts: CellFacts[Passage]) -> None:
    for field in _FIELDS:
        for at, found in enumerate(getattr(facts, field)):
            study.witness(f"{prefix}{field}[{at}]", found.source.place, neighbourhood(found))


def neighbourhood(
    found: Found[Product, Passage] | Found[Dose, Passage] | Found[Route, Passage],
) -> str:
    """Return the sentence around the words found, at most ``MAX_EVIDENCE`` characters of it."""
    text = found.source.text
    if len(text) <= MAX_EVIDENCE:
        return _whole(text)
    ends = _sentence_ends(text)
    first = ends[bisect_right(ends, found.start) - 1]
    last = ends[bisect_left(ends, found.end)]
    if last - first > MAX_EVIDENCE:
        first = max(first, found.end - MAX_EVIDENCE // 2, 0)
        first = min(first, found.start)
        last = min(last, first + MAX_EVIDENCE)
    return plain(text[first:last])


_whole = lru_cache(maxsize=128)(plain)


@lru_cache(maxsize=32)
def _sentence_ends(text: str) -> Sequence[int]:
    """Return where the sentences of a text end, and where the first begins."""
    return [0, *(mark.end() for mark in _SENTENCE_END.finditer(text)), len(text)]
