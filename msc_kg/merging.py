"""Shards to a knowledge-graph folder: merged, the accepted view and the vocabulary added.

Everything is read and written in canonical order, a little at a time, so that memory does not
grow with the number of records.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from msgspec import Struct

from msc_kg import folder, iris, shards
from msc_kg.dataset import DISTRIBUTIONS, write_dataset
from msc_kg.grounding import sssom
from msc_kg.manifest import Tally, write_manifest
from msc_kg.mapping import Claims, ancestors, state_trial, vocabulary
from msc_kg.mapping.disagreements import SEVERITY
from msc_kg.phrases.organisation_names import label_order
from msc_kg.quads import Quads
from msc_kg.run_merge import Merge
from msc_kg.runs import BUFFER, Files, described, write_run
from msc_kg.sorting import merged, write_blocks
from msc_kg.subjects import SubjectWriter
from msc_kg.terms import Iri
from msc_kg.turtle import Counts, head
from msc_kg.vocab import rdfs

VIEW_SUBJECTS = 2_000
"""Subjects of the accepted view that are collected before they are sorted."""


class Merged(Struct, frozen=True):
    """What a merge wrote: its counts, and the documents without a record."""

    tally: Tally
    unread: tuple[str, ...]


def merge_shards(parts: Sequence[Path], new: Path) -> Merged:
    """Write the files of a knowledge-graph folder (but for its report) from shards.

    ``new`` is an empty folder.
    """
    total = shards.totals(parts)
    tally, counts = total.tally, total.counts
    with tempfile.TemporaryDirectory(prefix="view-", dir=new.parent) as place:
        view, trials, named = _view(parts, total.concepts, Path(place))
        counts.add(view.counts)
        merge = Merge([*parts, *view.runs], Path(place))
        sha256 = _write_graph(merge, new)
        counts.add(merge.correction)
    with (new / folder.GROUNDINGS).open("wb") as stream:
        sssom.write_counted(_lines(parts, shards.GROUNDINGS), stream)
    write_blocks(new / folder.REJECTS, merged([p / shards.REJECTS for p in parts], unique=False))
    _write_dataset(parts, new, sha256, counts)
    tally.numbers.update(quads=counts.quads, triples=counts.triples, trials=trials)
    tally.numbers["trials_only_named"] = named
    unread = [*_write_manifest(parts, new, tally), *_rejected_files(new / folder.REJECTS)]
    return Merged(tally, tuple(sorted(set(unread))))


def _lines(parts: Sequence[Path], name: str) -> Iterator[bytes]:
    for block in merged([part / name for part in parts], unique=name in shards.UNIQUE):
        yield from block


def _view(parts: Sequence[Path], concepts: Iterable[Iri], place: Path) -> tuple["_Runs", int, int]:
    """Write the accepted view and the vocabulary as runs.

    Returns them, the number of trials that records describe, and of those that are only named.
    """
    view = _Runs(place)
    kinds = {iris.concept("disagreement", kind) for kind in SEVERITY}
    view.add(vocabulary({*concepts, *kinds}))
    quads = Quads(iris.ACCEPTED_GRAPH)
    for node, label in _labels(_lines(parts, shards.ORGANISATIONS)):
        quads.state(node, rdfs.label, label)
        quads = view.passed(quads)
    trials = named = 0
    for trial, label, claims, is_described in _trials(_lines(parts, shards.TRIALS)):
        trials += is_described
        named += not is_described
        state_trial(quads, trial, label, claims, ancestors)
        quads = view.passed(quads)
    view.add(quads)
    return view, trials, named


class _Runs:
    """Graphs written as runs, and counted."""

    def __init__(self, place: Path) -> None:
        self.runs: list[Path] = []
        self.counts = Counts()
        self._place = place
        self._writer = SubjectWriter()

    def add(self, quads: Quads) -> None:
        """Write a run."""
        folder = self._place / f"run-{len(self.runs):05d}"
        folder.mkdir()
        self.runs.append(
            write_run(folder, described({quads.graph: quads.statements}, self._writer))
        )
        self.counts.add(self._writer.counted())

    def passed(self, quads: Quads) -> Quads:
        """Write a run when there are many subjects; return where to go on."""
        if len(quads.statements) <= VIEW_SUBJECTS:
            return quads
        self.add(quads)
        return Quads(quads.graph)


def _labels(lines: Iterable[bytes]) -> Iterator[tuple[Iri, str]]:
    """Yield one label a node: the best spelling where documents differ."""
    parsed = (orjson.loads(line) for line in lines)
    for node, group in groupby(parsed, key=lambda cells: cells[0]):
        yield Iri(node), min((cells[1] for cells in group), key=label_order)


def _trials(lines: Iterable[bytes]) -> Iterator[tuple[Iri, str, list[Claims], bool]]:
    """Yield each trial with its label, all claims of it, and whether a record describes it."""
    parsed = (orjson.loads(line) for line in lines)
    for node, group in groupby(parsed, key=lambda cells: cells[0]):
        labels: list[str] = []
        claims: list[Claims] = []
        is_described = False
        for cells in group:
            if len(cells) == 1:
                is_described = True
            elif len(cells) == 2:
                labels.append(cells[1])
            else:
                claims.append(Claims(*cells))
        yield Iri(node), min(labels, default=node), claims, is_described


class _Digested:
    """A file, and the digest of what is written to it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._stream.write(data)
        self._digest.update(data)

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _write_graph(merge: Merge, new: Path) -> str:
    """Write ``graph.nq`` and ``graph.ttl``; return the digest of the quads."""
    with (
        (new / folder.QUADS).open("wb", BUFFER) as stream,
        (new / folder.TURTLE).open("wb", BUFFER) as text,
    ):
        text.write(head(iris.prefixes()).encode())
        quads = _Digested(stream)
        merge.write(Files(quads, text))
    return quads.hexdigest()


def _write_dataset(parts: Sequence[Path], new: Path, sha256: str, counts: Counts) -> None:
    """Write what the dataset is."""
    sizes = {name: (new / name).stat().st_size for name in DISTRIBUTIONS}
    digests = (item["sha256"] for item in _inputs(_lines(parts, shards.INPUTS)))
    with (new / folder.DATASET).open("wb") as out:
        write_dataset(out, sha256, counts, sizes, map(iris.document, digests))


def _write_manifest(parts: Sequence[Path], new: Path, tally: Tally) -> list[str]:
    """Write the manifest; return the names of documents that could not be read."""
    unread = []
    for item in _inputs(_lines(parts, shards.INPUTS)):
        tally.numbers["documents"] += 1
        if item["rejects"] and not (item["records"] or "unmatched" in item):
            unread.append(item["name"])
    duplicates = (orjson.loads(line) for line in _lines(parts, shards.DUPLICATES))
    with (new / folder.MANIFEST).open("wb") as out:
        write_manifest(out, tally, _inputs(_lines(parts, shards.INPUTS)), duplicates)
    return unread


def _inputs(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield one object a document, the counts of its parts added up."""
    parsed = (orjson.loads(line) for line in lines)
    for _, group in groupby(parsed, key=lambda item: (item["name"], item["sha256"])):
        total: dict[str, Any] | None = None
        for item in group:
            if total is None:
                total = item
            else:
                for name in ("records", "rejects", "unmatched"):
                    total[name] += item[name]
        if total is not None:
            if not total["unmatched"]:
                del total["unmatched"]
            yield total


def _rejected_files(path: Path) -> list[str]:
    """Return the names of rejected files: those that became no document."""
    found = []
    with path.open("rb") as stream:
        for line in stream:
            reject = orjson.loads(line)
            if reject["place"] in WHOLE:
                found.append(reject["document"])
    return found


WHOLE = frozenset({"file", "source", "folder"})
"""Places of rejects of what became no document."""
