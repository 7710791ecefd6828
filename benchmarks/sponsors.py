"""How many sponsors of real trials become known organisations, and which names become one.

``python benchmarks/sponsors.py [--merged] [--offered]`` reads the lead sponsors of the trials of
the shared collection. A lead sponsor is *known* when it is grounded to an organisation of the
scheme, *with ROR* when that matches a record of ROR exactly, *with country* when that
organisation, or the name itself ("..., Denmark"), says it; a country is never taken from the
sites. The rival takes the name or alias of one active organisation of the collection's part of
ROR that equals the name without case. The scheme was made with the MSC trials in view; the other
trials show what to expect of sponsors that nobody looked at.
"""

import argparse
import gzip
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from msc_kg.grounding import Grounder, Grounding
from msc_kg.grounding.sponsors import Setting, agreed, country_of
from msc_kg.phrases.organisation_names import name_key
from msc_kg.phrases.organisations import read_country, read_country_suffix

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
MSC = "ctgov_v2_msc/msc.ndjson.gz"
OTHER = "ctgov_v2/studies.ndjson.gz"
ROR = "vocab/ror_organizations.ndjson.gz"


@dataclass(frozen=True)
class Trial:
    """The lead sponsor and the other parties of a trial, and the countries of its sites."""

    sponsor: str
    collaborators: tuple[str, ...]
    sites: frozenset[str]


@dataclass(frozen=True)
class Identity:
    """What a rule makes of a sponsor: whether it is known, has a ROR record, and its country."""

    known: bool = False
    ror: bool = False
    country: str | None = None


def trials(path: Path) -> tuple[Trial, ...]:
    """Return the trials of a file that name a lead sponsor."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = tuple(_trial(json.loads(line)["protocolSection"]) for line in lines)
    return tuple(trial for trial in found if trial.sponsor)


def _trial(protocol: dict[str, dict[str, object]]) -> Trial:
    module = protocol.get("sponsorCollaboratorsModule", {})
    sites = protocol.get("contactsLocationsModule", {}).get("locations", [])
    assert isinstance(sites, list)
    codes = (read_country(site["country"]) for site in sites if site.get("country"))
    lead, others = module.get("leadSponsor", {}), module.get("collaborators", [])
    assert isinstance(lead, dict)
    assert isinstance(others, list)
    names = tuple(each["name"] for each in others if each.get("name"))
    return Trial(lead.get("name", ""), names, frozenset(code for code in codes if code))


def exact_rule(shared: Path) -> Callable[[Trial], Identity]:
    """Return the rival: the one active organisation of ROR with this name, without case."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    with gzip.open(shared / ROR, "rt", encoding="utf-8") as lines:
        for each in map(json.loads, lines):
            for name in (each["name"], *each.get("labels", ()), *each.get("aliases", ())):
                if each["status"] == "active":
                    found[" ".join(name.split()).casefold()][each["id"]] = each["country_code"]

    def rule(trial: Trial) -> Identity:
        records = found.get(" ".join(trial.sponsor.split()).casefold(), {})
        if len(records) != 1:
            return Identity()
        return Identity(known=True, ror=True, country=next(iter(records.values())))

    return rule


def our_rule(grounder: Grounder) -> Callable[[Trial], Identity]:
    """Return what builds do."""

    def rule(trial: Trial) -> Identity:
        grounding, stated = _grounded(grounder, trial)
        if grounding.concept is None:
            return Identity(country=stated)
        concept = grounder.lexicon.concept("sponsor", grounding.concept)
        ror = any(match.startswith("ror:") for match in grounding.exact_matches)
        return Identity(known=True, ror=ror, country=country_of(concept) or stated)

    return rule


def _grounded(grounder: Grounder, trial: Trial) -> tuple[Grounding, str | None]:
    text = read_country_suffix(trial.sponsor)[1]
    stated = read_country(text) if text else None
    found = grounder.ground("sponsor", trial.sponsor)
    setting = Setting(stated, trial.sites)
    return agreed(found, grounder.lexicon.index("sponsor"), setting), stated


def table(
    rows: Iterable[tuple[str, tuple[Trial, ...], Callable[[Trial], Identity]]],
) -> Iterator[str]:
    """Yield the rows of the table of results."""
    yield "| trials | rule | number | sponsor known | with ROR | with country |"
    yield "|---|---|---|---|---|---|"
    for name, found, rule in rows:
        made = [rule(trial) for trial in found]
        counts = (
            sum(identity.known for identity in made),
            sum(identity.ror for identity in made),
            sum(identity.country is not None for identity in made),
        )
        shares = (f"{count} ({count / len(found):.1%})" for count in counts)
        yield f"| {name} | {' | '.join((rule.__doc__ or '', str(len(found)), *shares))} |"


def merged(names: Iterable[str], grounder: Grounder) -> tuple[tuple[str, ...], ...]:
    """Return the groups of names that become one organisation that the scheme does not name."""
    groups: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if grounder.ground("sponsor", name).concept is None:
            groups[name_key(name)].add(name)
    return tuple(tuple(sorted(group)) for _, group in sorted(groups.items()) if len(group) > 1)


def speed(names: Iterable[str]) -> str:
    """Return the CPU time of grounding, for names not seen before and for seen ones."""
    listed, times = sorted(names), []
    grounder = Grounder()
    grounder.ground("sponsor", "A Hospital Nobody Knows")
    for _ in range(2):
        start = time.process_time()
        for name in listed:
            grounder.ground("sponsor", name)
        times.append((time.process_time() - start) / len(listed) * 1e6)
    return f"{len(listed)} names: {times[0]:.0f} µs each unseen, {times[1]:.1f} µs seen"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the collection")
    parser.add_argument("--merged", action="store_true", help="names that become one")
    parser.add_argument("--offered", action="store_true", help="what a curator is offered")
    given = parser.parse_args()
    msc, other = trials(given.shared / MSC), trials(given.shared / OTHER)
    grounder = Grounder()
    exact, ours = exact_rule(given.shared), our_rule(grounder)
    exact.__doc__, ours.__doc__ = "equal to a ROR name", "msc-kg"
    rows = [
        ("MSC", msc, exact),
        ("MSC", msc, ours),
        ("other", other, exact),
        ("other", other, ours),
    ]
    print(*table(rows), sep="\n")
    names = {name for trial in (*msc, *other) for name in (trial.sponsor, *trial.collaborators)}
    groups = merged(names, grounder)
    unknown = [g for g in (grounder.ground("sponsor", n) for n in sorted(names)) if not g.concept]
    offered = [grounding for grounding in unknown if grounding.candidates]
    print(f"\n{len(names)} names of sponsors and collaborators, {len(unknown)} of them unknown")
    print(f"{len(groups)} groups of the unknown are spellings of one name")
    print(f"known organisations are offered for {len(offered)} of the unknown")
    print(speed(names))
    if given.merged:
        print(*(" = ".join(group) for group in groups), sep="\n")
    if given.offered:
        print(*(f"{each.text}: {each.explanation}" for each in offered), sep="\n")


if __name__ == "__main__":
    main()
