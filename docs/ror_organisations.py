"""Writes the part of the organisations scheme that comes from ROR, and its mapping set.

``python docs/ror_organisations.py [--shared FOLDER]`` reads a dump of ROR (one organisation a line,
reduced fields) and the MSC trials of the shared collection, and rewrites what stands below the
marker in ``ontology/schemes/organisations.ttl``. An active organisation is taken when one of its
names has the key of a sponsor's or collaborator's name, no other organisation has it, and most
trials of that sponsor that tell their sites have one in its country; a name that many may bear
("Ministry of Health") and a company that is named per country also need a trial that tells.
``docs/ror_accepted.tsv`` holds names that were compared and accepted by hand, or refused (no id).
"""

import argparse
import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from msc_kg import iris
from msc_kg.grounding.normalisation import is_abbreviation, normal
from msc_kg.phrases.organisation_names import is_common, name_key
from msc_kg.phrases.organisations import read_country, read_country_suffix

ROOT = Path(__file__).resolve().parents[1]
SCHEME = ROOT / "ontology" / "schemes" / "organisations.ttl"
MAPPINGS = ROOT / "ontology" / "mappings" / "organisations.sssom.tsv"
ACCEPTED = ROOT / "docs" / "ror_accepted.tsv"
SHARED = ROOT.parent / "shared" / "data"
MARKER = "# ---- from ROR, written by docs/ror_organisations.py\n"
VERSION = "ROR 2026-06-23"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_PER_COUNTRY = re.compile(r" \([^()]+\)$")
_OF_A_COMPANY = frozenset({"company"})


@dataclass
class Sponsor:
    """A name in the trials: how often, and the countries of the sites of each trial with any."""

    name: str
    times: int = 0
    sites: list[frozenset[str]] = field(default_factory=list)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the name, whole and without its country."""
        return frozenset({name_key(self.name), name_key(read_country_suffix(self.name)[0])})


@dataclass(frozen=True)
class Known:
    """What the part of the scheme that was written by hand holds."""

    keys: frozenset[str]
    labels: frozenset[str]
    records: frozenset[str]
    iris: frozenset[str]


def known(text: str) -> Known:
    """Return what the hand-written part of the scheme says."""
    labels, records, subjects = set(), set(), set()
    for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE):
        subjects.add(quad.subject.value)
        value = getattr(quad.object, "value", "")
        if quad.predicate.value.removeprefix(_SKOS) in {"prefLabel", "altLabel", "hiddenLabel"}:
            labels.add(value)
        elif value.startswith("https://ror.org/"):
            records.add(value)
    keys = frozenset(map(name_key, labels))
    return Known(keys, frozenset(map(normal, labels)), frozenset(records), frozenset(subjects))


def sponsors(shared: Path) -> tuple[Sponsor, ...]:
    """Return the sponsors and collaborators of the MSC trials."""
    found: dict[str, Sponsor] = {}
    with gzip.open(shared / "ctgov_v2_msc" / "msc.ndjson.gz", "rt", encoding="utf-8") as lines:
        for study in map(json.loads, lines):
            protocol = study["protocolSection"]
            locations = protocol.get("contactsLocationsModule", {}).get("locations", [])
            codes = (read_country(site["country"]) for site in locations if site.get("country"))
            sites = frozenset(code for code in codes if code)
            module = protocol.get("sponsorCollaboratorsModule", {})
            for stated in (module.get("leadSponsor", {}), *module.get("collaborators", [])):
                if name := " ".join(stated.get("name", "").split()):
                    sponsor = found.setdefault(name, Sponsor(name))
                    sponsor.times += 1
                    sponsor.sites += [sites] if sites else []
    return tuple(found[name] for name in sorted(found))


def organisations(shared: Path) -> dict[str, dict[str, Any]]:
    """Return the active organisations by their ROR id."""
    path = shared / "vocab" / "ror_organizations.ndjson.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        parsed = map(json.loads, lines)
        return {each["id"]: each for each in parsed if each["status"] == "active"}


def names(organisation: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of an organisation, the country of a company cut off."""
    for name in (
        organisation["name"], *organisation.get("labels", ()), *organisation.get("aliases", ()),
    ):  # fmt: skip
        yield " ".join(read_country_suffix(name)[0].split()) or name


def by_key(found: Mapping[str, Mapping[str, Any]]) -> dict[str, set[str]]:
    """Return the ids of the organisations that have a name of each key."""
    keys: dict[str, set[str]] = defaultdict(set)
    for ror, organisation in found.items():
        for name in names(organisation):
            keys[name_key(name)].add(ror)
    return keys


def agrees(sponsor: Sponsor, organisation: Mapping[str, Any]) -> bool:
    """Whether what the trials tell of countries speaks for an organisation, and nothing against."""
    code = organisation["country_code"]
    stated = read_country_suffix(sponsor.name)[1]
    if stated:
        return read_country(stated) == str(code)
    within = sum(code in sites for sites in sponsor.sites)
    company = not _OF_A_COMPANY.isdisjoint(organisation["types"])
    per_country = company and bool(_PER_COUNTRY.search(organisation["name"]))
    if is_common(name_key(sponsor.name)) or per_country:
        return 0 < within == len(sponsor.sites)
    return 2 * within >= len(sponsor.sites)


def matched(
    found: Iterable[Sponsor], records: Mapping[str, Mapping[str, Any]], own: Known
) -> dict[str, list[Sponsor]]:
    """Return the sponsors that are each organisation."""
    keys = by_key(records)
    with ACCEPTED.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        accepted = {row["name"]: row["ror"] for row in rows}
    chosen: dict[str, list[Sponsor]] = defaultdict(list)
    for sponsor in found:
        candidates = set().union(*(keys.get(key, ()) for key in sponsor.keys))
        if sponsor.name in accepted:
            if not accepted[sponsor.name]:
                continue
            candidates = {f"https://ror.org/{accepted[sponsor.name]}"}
        elif len(candidates) != 1 or not agrees(sponsor, records[next(iter(candidates))]):
            continue
        if not candidates & own.records and own.keys.isdisjoint(sponsor.keys):
            chosen[candidates.pop()].append(sponsor)
        elif candidates & own.records and own.keys.isdisjoint(sponsor.keys):
            print(f"by hand: {sponsor.name!r} is {candidates.pop()}, which the scheme has")
    return chosen


def labelled(
    chosen: Mapping[str, list[Sponsor]], records: Mapping[str, Mapping[str, Any]], own: Known
) -> dict[str, tuple[str, ...]]:
    """Return the labels of each organisation, the preferred one first, one a key."""
    keys, taken = by_key(records), set(own.labels)
    of_sponsors = Counter(
        key for group in chosen.values() for key in {k for s in group for k in s.keys}
    )
    found: dict[str, tuple[str, ...]] = {}
    for ror, group in sorted(chosen.items()):
        commonest = sorted(group, key=lambda sponsor: (-sponsor.times, sponsor.name))
        stated = [name for each in commonest for name in _spellings(each.name)]
        listed = [
            name
            for name in names(records[ror])
            if keys[name_key(name)] == {ror}
            and not of_sponsors[name_key(name)]
            and not (is_abbreviation(name) or is_common(name_key(name)))
        ]
        labels: dict[str, str] = {}
        for name in (*stated, *listed):
            if name_key(name) and name_key(name) not in own.keys and normal(name) not in taken:
                labels.setdefault(name_key(name), name)
        taken |= set(map(normal, labels.values()))
        found[ror] = tuple(labels.values())
    return found


def _spellings(name: str) -> tuple[str, ...]:
    """Return a stated name without its country and acronym, and without its country."""
    bare = read_country_suffix(name)[0]
    return (re.sub(r" \([A-Z]+\)$", "", bare), bare)


def turtle(labels: tuple[str, ...], organisation: Mapping[str, Any]) -> str:
    """Return the concept of an organisation."""
    written = [json.dumps(label, ensure_ascii=False) for label in labels]
    code = organisation["country_code"]
    alt = f" ; skos:altLabel {', '.join(sorted(written[1:]))}" if written[1:] else ""
    return (
        f"{iris.compress(iris.organization(labels[0]))} a skos:Concept ;"
        f" skos:inScheme scheme:organisations ; skos:prefLabel {written[0]}{alt} ;"
        f' skos:notation "{iris.slug(labels[0])}" ; msc:country country:{code} ;'
        f" skos:exactMatch {iris.compress(organisation['id'])} .\n"
    )


def mapping(labels: tuple[str, ...], organisation: Mapping[str, Any], accepted: bool) -> str:
    """Return the row of an organisation in the mapping set."""
    how = "semapv:ManualMappingCuration" if accepted else "semapv:LexicalMatching"
    subject = iris.compress(iris.organization(labels[0]))
    match = iris.compress(organisation["id"])
    name = organisation["name"]
    return "\t".join((subject, labels[0], "skos:exactMatch", match, name, how, VERSION, ""))


def main() -> None:
    """Write both files and say how much was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the collection")
    shared = parser.parse_args().shared
    by_hand = SCHEME.read_text(encoding="utf-8").partition(MARKER)[0]
    own, records = known(by_hand), organisations(shared)
    chosen = matched(sponsors(shared), records, own)
    labels = {ror: listed for ror, listed in labelled(chosen, records, own).items() if listed}
    accepted = set(ACCEPTED.read_text(encoding="utf-8").split())
    written = sorted(turtle(listed, records[ror]) for ror, listed in labels.items())
    SCHEME.write_text(by_hand + MARKER + "".join(written), encoding="utf-8")
    lines = MAPPINGS.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if not line.startswith("#"))
    hand = [line for line in lines[start + 1 :] if iris.expand(line.split("\t")[0]) in own.iris]
    rows = [
        mapping(listed, records[ror], ror.removeprefix("https://ror.org/") in accepted)
        for ror, listed in labels.items()
    ]
    MAPPINGS.write_text("\n".join([*lines[: start + 1], *sorted([*hand, *rows])]) + "\n", "utf-8")
    print(f"{len(labels)} organisations of ROR, {sum(map(len, labels.values()))} labels")


if __name__ == "__main__":
    main()
