"""The unit of work of a build: one batch of documents to one shard.

A shard is a folder of sorted files (written beside and renamed, so that one that exists is
whole): its quads, and what the accepted view, the mapping set and the manifest are made from.
Shards of the same parts of the same documents hold the same bytes, wherever they are made.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
from msgspec import Struct
from msgspec.structs import astuple

from msc_kg import __version__, runs
from msc_kg.batches import Batch, Piece, read
from msc_kg.grounding import Grounder, Grounding, sssom
from msc_kg.manifest import Tally
from msc_kg.mapping import MappedDocument, map_document
from msc_kg.quads import Statement
from msc_kg.records import Extraction, Reject, to_json
from msc_kg.run_merge import Merge
from msc_kg.runs import described, write_run
from msc_kg.sorting import merged, write_blocks
from msc_kg.subjects import SubjectWriter
from msc_kg.terms import Iri
from msc_kg.turtle import Counts

TRIALS = "trials.jsonl"
"""Labels of trials, which are described, and what each record claims of its trial;
a trial's lines stand together."""
ORGANISATIONS = "organisations.jsonl"
GROUNDINGS = "groundings.jsonl"
REJECTS = "rejects.jsonl"
INPUTS = "inputs.jsonl"
DUPLICATES = "duplicates.jsonl"
SUMMARY = "summary.json"

UNIQUE = (TRIALS, ORGANISATIONS)
"""The sorted files in which equal lines are one."""
COUNTED = (GROUNDINGS, REJECTS, INPUTS, DUPLICATES)
"""The sorted files in which every line counts."""
FILES = (*runs.FILES, *UNIQUE, *COUNTED, SUMMARY)
FORM = 3
"""Which form these files have: work that was begun in another one is begun anew."""

RARELY = (500_000, 20, 20)
"""When cycles of garbage are looked for: records are trees, and the lexicon stays. More than
a batch holds, so that what a batch still needs is not looked through."""


class Summary(Struct, frozen=True):
    """What a shard says of itself: what was read, the concepts used, what is stated, its part.

    ``part`` is the number of a part and of how many (1, 16); (1, 1) for all.
    """

    tally: Tally
    concepts: frozenset[Iri]
    counts: Counts
    part: tuple[int, int] = (1, 1)
    options: str = ""

    def plain(self) -> dict[str, Any]:
        """Return what is written."""
        return {
            "msc_kg": __version__,
            "options": self.options,
            "part": list(self.part),
            "tally": self.tally.plain(),
            "concepts": sorted(self.concepts),
            "counts": self.counts.plain(),
        }


def shard_name(part: tuple[int, int]) -> str:
    """Return the name of the folder of a part: "shard-0003-of-0016"."""
    number, count = part
    return f"shard-{number:04d}-of-{count:04d}"


def write_shard(batch: Batch, folder: Path, grounder: Grounder) -> Path:
    """Read and map a batch; write its shard as ``folder``, unless it is there; return it."""
    if folder.is_dir():
        return folder
    lines: dict[str, list[bytes]] = {name: [] for name in (*UNIQUE, *COUNTED)}
    tally, concepts, writer = Tally(), set[Iri](), SubjectWriter()
    graphs: dict[Iri, dict[Iri, list[Statement]]] = {}
    groundings: list[Grounding] = []
    for piece in batch.pieces:
        extraction, numbers = read(piece)
        mapped = map_document(piece.origin, extraction, grounder, numbers)
        statements = graphs.setdefault(mapped.quads.graph, {})
        for subject, stated in mapped.quads.statements.items():
            of = statements.setdefault(subject, stated)
            if of is not stated:
                of += stated
        concepts |= mapped.concepts
        groundings += mapped.groundings
        tally.count(extraction, mapped.groundings)
        _gather(lines, piece, extraction, mapped)
    tally.numbers["rejects"] += len(batch.rejects)
    lines[GROUNDINGS] = sssom.counted(groundings)
    lines[REJECTS] += [_line(reject) for reject in batch.rejects]
    lines[DUPLICATES] += [orjson.dumps(name) + b"\n" for name in batch.duplicates]
    with _renamed(folder) as new:
        write_run(new, described(graphs, writer))
        for name in UNIQUE:
            write_blocks(new / name, [sorted(set(lines[name]))])
        for name in COUNTED:
            write_blocks(new / name, [sorted(lines[name])])
        write_summary(new, Summary(tally, frozenset(concepts), writer.counted()))
    return folder


def join(shards: Sequence[Path], folder: Path, part: tuple[int, int], options: str) -> Path:
    """Merge shards into one shard ``folder``, part of a build with these options; return it."""
    with _renamed(folder) as new:
        for name in (*UNIQUE, *COUNTED):
            blocks = merged([shard / name for shard in shards], unique=name in UNIQUE)
            write_blocks(new / name, blocks)
        total = totals(shards)
        merge = Merge(shards, new)
        merge.write_run(new)
        total.counts.add(merge.correction)
        write_summary(new, Summary(total.tally, total.concepts, total.counts, part, options))
    return folder


def totals(shards: Iterable[Path]) -> Summary:
    """Return what several shards say of themselves together: subjects of several count in each."""
    tally, concepts, counts = Tally(), set[Iri](), Counts()
    for shard in shards:
        summary = read_summary(shard)
        tally.add(summary.tally)
        concepts |= summary.concepts
        counts.add(summary.counts)
    return Summary(tally, frozenset(concepts), counts)


def write_summary(folder: Path, summary: Summary) -> None:
    """Write the summary of a shard."""
    (folder / SUMMARY).write_bytes(orjson.dumps(summary.plain()))


def read_summary(folder: Path) -> Summary:
    """Return the summary of a shard.

    Raises:
        OSError, ValueError, KeyError: ``folder`` is no shard, or one that is not whole.
    """
    for name in FILES:
        (folder / name).stat()
    plain = orjson.loads((folder / SUMMARY).read_bytes())
    number, count = plain["part"]
    concepts = frozenset(Iri(text) for text in plain["concepts"])
    return Summary(
        Tally.of(plain["tally"]), concepts, Counts.of(plain["counts"]), (number, count),
        plain["options"],
    )  # fmt: skip


def _gather(
    lines: dict[str, list[bytes]], piece: Piece, extraction: Extraction, mapped: MappedDocument
) -> None:
    lines[TRIALS] += _trial_lines(mapped)
    lines[ORGANISATIONS] += [_labelled(*item) for item in mapped.organisations.items()]
    lines[REJECTS] += [_line(reject) for reject in extraction.rejects]
    lines[INPUTS].append(orjson.dumps(_input(piece, extraction)) + b"\n")


def _trial_lines(mapped: MappedDocument) -> Iterator[bytes]:
    """Yield a line for each label, and one for what each record claims of each trial."""
    for item in mapped.trials.items():
        yield _labelled(*item)
    for trial in mapped.described:
        yield orjson.dumps([trial]) + b"\n"
    for claims in mapped.claims:
        yield orjson.dumps(astuple(claims)) + b"\n"


def _labelled(node: Iri, label: str) -> bytes:
    return orjson.dumps([node, label]) + b"\n"


def _line(reject: Reject) -> bytes:
    return to_json(reject) + b"\n"


def _input(piece: Piece, extraction: Extraction) -> dict[str, Any]:
    origin, description = piece.origin, extraction.description
    stated = {
        "title": description.title,
        "doi": description.doi,
        "published": description.published,
        "modified": description.modified,
    }
    counts = {
        "records": len(extraction.records),
        "rejects": len(extraction.rejects),
        "unmatched": piece.unmatched,
    }
    return {
        "name": origin.name,
        "sha256": origin.sha256,
        "bytes": origin.size,
        "media_type": origin.media_type,
        "encoding": origin.encoding,
        "kind": description.kind,
        **{key: value for key, value in stated.items() if value},
        **counts,
    }


class _renamed:  # noqa: N801 (used as a function)
    """A new folder that gets its name when all is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Path:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        prefix = f".{self._folder.name}-"
        self._new = Path(tempfile.mkdtemp(prefix=prefix, dir=self._folder.parent))
        return self._new

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            if kind is None:
                self._new.rename(self._folder)
        except OSError:
            if not self._folder.is_dir():  # another worker was first: the bytes are the same
                raise
        finally:
            shutil.rmtree(self._new, ignore_errors=True)
