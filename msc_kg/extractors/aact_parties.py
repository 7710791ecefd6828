"""Sponsor, collaborators, responsible party and officials of a study in AACT."""

from collections.abc import Iterable, Sequence

from msc_kg.extractors import aact_model as model
from msc_kg.extractors.ctgov_json_values import joined, words_of
from msc_kg.extractors.ctgov_values import put_passages
from msc_kg.extractors.study import Placed, Study, plain
from msc_kg.extractors.study_cells import Passage
from msc_kg.records import Sponsor

_ORGANIZATION = "organization"
_SPONSOR = "sponsor"


def place_of(table: str, row: model.TableRow, column: str) -> str:
    """Return the place of a cell: "conditions.txt, row 12, column name"."""
    return f"{table}.txt, row {row.row}, column {column}"


def names(table: str, rows: Iterable[model.NameRow | model.OfficialRow]) -> tuple[Passage, ...]:
    """Return the names of a table, each with its place."""
    stated = ((place_of(table, row, "name"), plain(row.name)) for row in rows)
    return tuple(Passage(place, name) for place, name in stated if name)


def put_parties(study: Study, rows: model.StatedRows) -> None:
    """Put lead sponsor, collaborators, responsible party and the names of officials.

    Where a sponsor is missing, the organisation that keeps the record stands in.
    """
    leads: list[Placed[Sponsor]] = []
    others: list[Placed[Sponsor]] = []
    for row in rows.sponsors:
        name = plain(row.name)
        if name:
            is_lead = row.lead_or_collaborator.strip().lower() == "lead"
            sponsor = Sponsor(name, class_=words_of(row.agency_class))
            placed = (place_of("sponsors", row, "name"), sponsor, name)
            (leads if is_lead else others).append(placed)
    if not leads:
        for stated in rows.studies[:1]:
            if name := plain(stated.source):
                kind = words_of(stated.source_class)
                sponsor = Sponsor(name, class_=kind, stated_as=_ORGANIZATION)
                leads.append(("column source", sponsor, name))
    for place, sponsor, name in leads[:1]:
        study.put("sponsor", sponsor, place, name)
    study.put_placed("collaborators", [*leads[1:], *others])
    put_passages(study, "officials", names("overall_officials", rows.overall_officials))
    _put_responsible(study, rows.responsible_parties[:1])


def _put_responsible(study: Study, rows: Sequence[model.PartyRow]) -> None:
    """Put name, title and affiliation; of a sponsor that is responsible itself, its name."""
    for row in rows:
        parts = (row.name or row.old_name_title, row.title, row.affiliation or row.organization)
        named = joined(dict.fromkeys(words_of(part) for part in parts))
        sponsor = study.value("sponsor")
        kind = row.responsible_party_type
        if named:
            study.put("responsible_party", named, f"responsible_parties.txt, row {row.row}")
        elif kind.strip().lower() == _SPONSOR and sponsor:
            place = place_of("responsible_parties", row, "responsible_party_type")
            study.put("responsible_party", sponsor.name, place, kind)
