"""How well stated conditions are grounded by their words alone, against the registry's MeSH.

``python benchmarks/grounding.py [--errors]`` reads the MSC trials of the shared collection. The
registry files a trial under every heading whose words stand in its conditions or keywords
(Sclerosis for amyotrophic lateral sclerosis), under some by rules of its own (Respiratory
Distress Syndrome, Newborn for that of adults), and in the wording of its day. Three questions:

``conditions``  is a stated condition grounded to a heading of its trial? Precision is over the
                conditions that predict anything, recall over all that are stated.
``pairs``       (trial, heading) pairs; what a text is grounded to predicts headings.
``all headings``  the same, and each heading whose words stand in a text that was grounded.

A grounding predicts the headings that its concept matches exactly; if there is none those whose
words stand in the text; if there is none those that the concept matches as broader. A procedure
predicts nothing: the registry files under diseases. A heading must equal one of the registry's;
beside that stands the precision when the registry's ancestors of them count as right too. The
rival is exact comparison, without case, with the labels and then the synonyms of all of MeSH.
Trials without headings say nothing and are left out. The synonyms of the scheme were collected
from the wordings of MSC trials, without their headings; a second table has trials of other
treatments, in the registry's present filing (2023 to 2026), which has no headings within names.
Errors are shown, and were looked at, for the development half only; the halves are told apart by
the SHA-256 of the trial's number.
"""

import argparse
import csv
import gzip
import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from msc_kg.grounding import Grounder, headings
from msc_kg.terms import Iri

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
TRIALS = "ctgov_v2_msc/msc.ndjson.gz"
OTHERS = "ctgov_v2/studies.ndjson.gz"
MESH = "vocab/mesh_id_label_mappings.tsv.gz"
GENERAL = frozenset(
    {"Bone Diseases", "Communicable Diseases", "Heart Diseases", "Infections", "Neoplasms", "Pain"}
    | {"Paralysis", "Virus Diseases"}
)
"""Headings that the registry does not file under because their words stand in a longer name."""

Predict = Callable[[str], frozenset[str]]
_PADDED = re.compile(r"^([CD])0{3}(\d{6})$")


@dataclass(frozen=True)
class Trial:
    """The conditions as stated, the registry's headings for them, and those above."""

    number: str
    conditions: tuple[str, ...]
    headings: frozenset[str]
    ancestors: frozenset[str]

    @property
    def half(self) -> str:
        """The half that a trial is in, for good."""
        odd = hashlib.sha256(self.number.encode()).digest()[0] % 2
        return "held out" if odd else "development"


@dataclass(frozen=True)
class Score:
    """What was predicted, how much of it is right (or above what is right), what there is."""

    predicted: int
    right: int
    above: int
    wanted: int

    @property
    def cells(self) -> tuple[str, ...]:
        """Precision, recall and F1, and the precision that counts ancestors as right."""
        precision, recall = self.right / (self.predicted or 1), self.right / (self.wanted or 1)
        f1 = 2 * precision * recall / ((precision + recall) or 1)
        above = self.above / (self.predicted or 1)
        return tuple(f"{figure:.3f}" for figure in (precision, recall, f1, above))


def trials(shared: Path = SHARED, file: str = TRIALS) -> tuple[Trial, ...]:
    """Return the trials that the registry gives headings for."""
    known = {row[0] for row in _mesh(shared)}
    with gzip.open(shared / file, "rt", encoding="utf-8") as lines:
        found = (_trial(json.loads(line), known) for line in lines)
        return tuple(trial for trial in found if trial.headings)


def _trial(study: dict[str, dict[str, dict[str, object]]], known: set[str]) -> Trial:
    protocol = study["protocolSection"]
    browse = study.get("derivedSection", {}).get("conditionBrowseModule", {})
    conditions = protocol.get("conditionsModule", {}).get("conditions", [])
    assert isinstance(conditions, list)
    return Trial(
        str(protocol["identificationModule"]["nctId"]),
        tuple(map(str, conditions)),
        _ids(browse.get("meshes"), known),
        _ids(browse.get("ancestors"), known),
    )


def _ids(terms: object, known: set[str]) -> frozenset[str]:
    """Return the identifiers of headings, without the padding of old downloads."""
    listed = terms if isinstance(terms, list) else []
    ids = (str(term["id"]) for term in listed if "id" in term)
    return frozenset(i if i in known else _PADDED.sub(r"\1\2", i) for i in ids)


def _mesh(shared: Path) -> Iterator[list[str]]:
    with gzip.open(shared / MESH, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def exact_rule(shared: Path = SHARED) -> Predict:
    """Return the rival: the one heading with this label, else with this synonym."""
    labels: dict[str, set[str]] = {}
    synonyms: dict[str, set[str]] = {}
    for row in _mesh(shared):
        labels.setdefault(row[1].casefold(), set()).add(row[0])
        for synonym in filter(None, row[2].split("|")):
            synonyms.setdefault(synonym.casefold(), set()).add(row[0])

    def predict(text: str) -> frozenset[str]:
        key = " ".join(text.split()).casefold()
        found = labels.get(key) or synonyms.get(key, set())
        return frozenset(found if len(found) == 1 else ())

    return predict


def by_grounding(grounder: Grounder, *, everything: bool = False) -> Predict:
    """Return what groundings predict; ``everything``: with the headings named in their texts."""

    def predict(text: str) -> frozenset[str]:
        groundings = grounder.ground_each("condition", text)
        found = [g for g in groundings if g.concept and g.predicate != "relatedMatch"]
        diseases = [g for g in found if g.concept and not headings.is_procedure(g.concept)]
        own = (_predicted(g.concept, g.text) for g in diseases if g.concept)
        named = _named(text) if everything and diseases else frozenset[str]()
        return named.union(*own)

    return predict


def _predicted(iri: Iri, text: str) -> frozenset[str]:
    return _matches(iri, "exactMatch") or _named(text) or _matches(iri, "broadMatch")


def _matches(iri: Iri, predicate: str) -> frozenset[str]:
    matches = headings.conditions().scheme.concepts[iri].matches
    curies = (match.curie for match in matches if match.predicate == predicate)
    return frozenset(c.removeprefix("mesh:") for c in curies if c.startswith("mesh:"))


def _named(text: str) -> frozenset[str]:
    named = headings.named(text)
    return frozenset(h.notation for h in named if h.notation and h.label not in GENERAL)


def pairs(found: Iterable[Trial], predict: Predict) -> Score:
    """Score (trial, heading) pairs."""
    count: Counter[str] = Counter()
    for trial in found:
        predicted = frozenset[str]().union(*map(predict, trial.conditions))
        count["predicted"] += len(predicted)
        count["right"] += len(predicted & trial.headings)
        count["above"] += len(predicted & (trial.headings | trial.ancestors))
        count["wanted"] += len(trial.headings)
    return Score(count["predicted"], count["right"], count["above"], count["wanted"])


def conditions(found: Iterable[Trial], predict: Predict) -> Score:
    """Score stated conditions: whether any heading that each predicts is one of its trial."""
    count: Counter[str] = Counter()
    for trial in found:
        for predicted in map(predict, trial.conditions):
            count["predicted"] += bool(predicted)
            count["right"] += bool(predicted & trial.headings)
            count["above"] += bool(predicted & (trial.headings | trial.ancestors))
            count["wanted"] += 1
    return Score(count["predicted"], count["right"], count["above"], count["wanted"])


def table(
    found: tuple[Trial, ...],
    grounder: Grounder,
    rival: Predict,
    halves: tuple[str, ...] = ("development", "held out", ""),
) -> Iterator[str]:
    """Yield the rows of the table of results, for each half and ("") for all."""
    yield "| question | rule | trials | precision | recall | F1 | precision with ancestors |"
    yield "|---|---|---|---|---|---|---|"
    ours, everything = by_grounding(grounder), by_grounding(grounder, everything=True)
    rows = (
        ("conditions", "exact label or synonym", conditions, rival),
        ("conditions", "msc-kg", conditions, ours),
        ("pairs", "exact label or synonym", pairs, rival),
        ("pairs", "msc-kg", pairs, ours),
        ("all headings", "msc-kg", pairs, everything),
    )
    for question, rule, score, predict in rows:
        for half in halves:
            chosen = [trial for trial in found if half in ("", trial.half)]
            cells = (question, rule, half or "all", *score(chosen, predict).cells)
            yield f"| {' | '.join(cells)} |"


def errors(found: tuple[Trial, ...], grounder: Grounder) -> Iterator[str]:
    """Yield the wrong and the missing groundings of the development half, the frequent first."""
    predict = by_grounding(grounder)
    lines: Counter[str] = Counter()
    for trial in found:
        for text in trial.conditions if trial.half == "development" else ():
            predicted = predict(text)
            if predicted and predicted & trial.headings:
                continue
            said = " ".join(sorted(predicted)) or "nothing"
            lines[f"{text!r}: {said}, not {' '.join(sorted(trial.headings))}"] += 1
    yield from (f"{count} {line}" for line, count in lines.most_common())


def speed(found: tuple[Trial, ...]) -> str:
    """Return the CPU time that a grounding takes, for texts not seen before and for seen ones."""
    texts = sorted({text for trial in found for text in trial.conditions})
    grounder = Grounder()
    grounder.ground("condition", "an unknown condition of the left hand")
    times = []
    for _ in range(2):
        start = time.process_time()
        for text in texts:
            grounder.ground("condition", text)
        times.append((time.process_time() - start) / len(texts) * 1e6)
    return f"{len(texts)} texts: {times[0]:.0f} µs each unseen, {times[1]:.1f} µs seen"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="of the development half")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the collection")
    arguments = parser.parse_args()
    found = trials(arguments.shared)
    stated = sum(len(trial.conditions) for trial in found)
    print(
        f"{len(found)} trials, {stated} conditions, {sum(len(t.headings) for t in found)} pairs\n"
    )
    grounder, rival = Grounder(), exact_rule(arguments.shared)
    print(*table(found, grounder, rival), sep="\n")
    others = trials(arguments.shared, OTHERS)
    print(f"\n{len(others)} trials of other treatments:\n")
    print(*table(others, grounder, rival), sep="\n")
    print(f"\n{speed(found)}")
    if arguments.errors:
        print(*errors(found, grounder), sep="\n")


if __name__ == "__main__":
    main()
