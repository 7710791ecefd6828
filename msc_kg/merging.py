"""Shards to a knowledge-graph folder: merged, the accepted view and the vocabulary added.

Everything is read and written in canonical order, a little at a time, so that memory does not
grow with the number of records.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
from msgspec import Struct

from msc_kg import folder, iris, shards
from msc_kg.dataset import DISTRIBUTIONS, write_dataset
from msc_kg.grounding import sssom
from msc_kg.manifest import Tally, write_manifest
from msc_kg.mapping import Claims, ancestors, state_trial, vocabulary
from msc_kg.mapping.disagreements import SEVERITY
from msc_kg.phrases.organisation_names import label_order
from msc_kg.quads import Quads, canonical
from msc_kg.sorting import SpilledLines, merged, write_blocks
from msc_kg.terms import Iri
from msc_kg.turtle import Counts, TurtleWriter
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
    tally, concepts = shards.totals(parts)
    with tempfile.TemporaryDirectory(prefix="view-", dir=new.parent) as place:
        runs, trials, named = _view(parts, concepts, Path(place))
        quads_of_documents = [part / shards.QUADS for part in parts]
        quads, sha256, counts = _write_graph([*quads_of_documents, *runs], new)
    with (new / folder.GROUNDINGS).open("wb") as stream:
        sssom.write_counted(_lines(parts, shards.GROUNDINGS), stream)
    write_blocks(new / folder.REJECTS, merged([p / shards.REJECTS for p in parts], unique=False))
    _write_dataset(parts, new, sha256, counts)
    tally.numbers.update(quads=quads, triples=counts.triples, trials=trials)
    tally.numbers["trials_only_named"] = named
    unread = [*_write_manifest(parts, new, tally), *_rejected_files(new / folder.REJECTS)]
    return Merged(tally, tuple(sorted(set(unread))))


def _lines(parts: Sequence[Path], name: str) -> Iterator[bytes]:
    for block in merged([part / name for part in parts], unique=name in shards.UNIQUE):
        yield from block


def _view(
    parts: Sequence[Path], concepts: Iterable[Iri], place: Path
) -> tuple[list[Path], int, int]:
    """Write the accepted view and the vocabulary as sorted runs.

    Returns them, the number of trials that records describe, and of those that are only named.
    """
    lines = SpilledLines(place)
    kinds = {iris.concept("disagreement", kind) for kind in SEVERITY}
    lines.add(_bytes(vocabulary({*concepts, *kinds})))
    quads = Quads(iris.ACCEPTED_GRAPH)
    for node, label in _labels(_lines(parts, shards.ORGANISATIONS)):
        quads.state(node, rdfs.label, label)
        quads = _passed(quads, lines, VIEW_SUBJECTS)
    trials = named = 0
    for trial, label, claims, is_described in _trials(_lines(parts, shards.TRIALS)):
        trials += is_described
        named += not is_described
        state_trial(quads, trial, label, claims, ancestors)
        quads = _passed(quads, lines, VIEW_SUBJECTS)
    _passed(quads, lines, 0)
    return lines.finish(), trials, named


def _passed(quads: Quads, lines: SpilledLines, limit: int) -> Quads:
    """Pass the lines on when they are more than the limit; return where to go on."""
    if len(quads.statements) <= limit:
        return quads
    lines.add(_bytes(quads))
    return Quads(quads.graph)


def _bytes(quads: Quads) -> list[bytes]:
    return b"".join(canonical(quads.statements)).splitlines(keepends=True)


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


def _write_graph(runs: Sequence[Path], new: Path) -> tuple[int, str, Counts]:
    """Write ``graph.nq`` and ``graph.ttl``; return the quads, their digest, what was counted."""
    quads, digest = 0, hashlib.sha256()
    with (new / folder.QUADS).open("wb") as stream, (new / folder.TURTLE).open("wb") as out:
        turtle = TurtleWriter(out, iris.prefixes())
        for block in merged(runs):
            written = b"".join(block)
            stream.write(written)
            digest.update(written)
            quads += len(block)
            turtle.add(block)
        turtle.finish()
    return quads, digest.hexdigest(), turtle.counts


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
