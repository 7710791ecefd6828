"""The straight way: documents to a knowledge-graph folder.

Documents are read once each (equal bytes are the same document), in batches that become
sorted shards; the shards are merged. So the order of the sources, the number of workers and
an interruption in between change nothing in what is written.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import orjson
from msgspec import Struct

from msc_kg import folder, resources
from msc_kg.batches import Progress
from msc_kg.errors import InputError
from msc_kg.merging import Merged, merge_shards
from msc_kg.records import Reject
from msc_kg.shards import read_summary
from msc_kg.sources import Found, find
from msc_kg.work import Options, chosen, make_shards, work_folder

if TYPE_CHECKING:  # a build that does not validate needs none of it
    from msc_kg.report import Report

REMARK = "remark-text"
"""The shape that finds remarks (``shapes/remark.ttl``)."""
STORED_TRIPLES = 1_000_000
"""Largest graph that is loaded whenever it is asked; a larger one gets an on-disk store."""
VALIDATED_TRIPLES = 250_000
"""Largest graph that a build validates by itself, in memory; larger ones when asked, on disk."""
REJECTS_TOLD = 50
"""Rejects that a result holds; all are in the folder."""


class BuildResult(Struct, frozen=True):
    """What a build made: the folder, the counts, the rejects and whether it conforms.

    ``trials`` counts those that records describe, ``named`` those that documents only name as
    related. ``rejects`` are the first ones, those of sources and files before the others;
    ``report`` is ``None`` when the graph was not validated.
    """

    folder: Path
    documents: int
    records: int
    trials: int
    named: int
    triples: int
    rejected: int
    rejects: tuple[Reject, ...]
    rejected_documents: tuple[str, ...]
    report: "Report | None"

    @property
    def remarks(self) -> int:
        """The number of remarks on what was read, which the report tells one by one."""
        findings = self.report.findings if self.report else ()
        return sum(finding.name == REMARK for finding in findings)

    @property
    def is_clean(self) -> bool:
        """Whether every document was read and the graph, as far as validated, conforms."""
        return not self.rejected_documents and (self.report is None or self.report.conforms)


def build(
    sources: Sequence[str | Path],
    target: Path,
    *,
    options: Options | None = None,
    jobs: int = 1,
    resume: bool = False,
    progress: Progress | None = None,
    validate: bool | None = None,
) -> BuildResult:
    """Build the folder ``target`` from files, folders and archives.

    Without sources the packaged seeds are read. What cannot be read, missing sources among
    it, is told in the result's rejects; the rest is built. ``jobs`` processes share the work;
    ``resume`` goes on with a build that was interrupted. ``validate`` says whether the graph
    is validated; without it one of up to ``VALIDATED_TRIPLES`` is.

    Raises:
        InputError: nothing usable is in the input, or ``target`` cannot be replaced.
    """
    options = options or Options()
    found = find(sources or [resources.folder("seeds")])
    with (
        folder.replacing(target) as new,
        work_folder(target, resume=resume, key=options.key) as place,
    ):
        parts = make_shards(chosen(found, options, progress=progress), place, options, jobs)
        return _merged(parts, new, target, found, validate)


def merge(parts: Sequence[Path], target: Path, *, validate: bool | None = None) -> BuildResult:
    """Merge the shards of all parts of a build into the folder ``target``.

    ``validate`` is as for :func:`build`.

    Raises:
        InputError: a part is missing or no shard, or they are of different builds.
    """
    ordered = _checked(parts)
    with folder.replacing(target) as new:
        return _merged(ordered, new, target, None, validate)


def _merged(
    parts: Sequence[Path], new: Path, target: Path, found: Found | None, validate: bool | None
) -> BuildResult:
    merged = merge_shards(parts, new)
    numbers = merged.tally.numbers
    records = sum(counts["records"] for counts in merged.tally.coverage.values())
    rejects = _first_rejects(new / folder.REJECTS)
    if not records:
        raise InputError(
            _nothing(rejects, numbers["rejects"]),
            where=", ".join(file.name for file in found.files[:5]) if found else "",
            next_step="see `msc-kg extractors` for what can be read",
        )
    if numbers["triples"] > STORED_TRIPLES:
        from msc_kg.storing import write_store

        write_store(new / folder.QUADS, new / folder.STORE)
    checked = _validated(new, numbers["triples"], validate)
    return BuildResult(
        folder=target,
        documents=numbers["documents"],
        records=records,
        trials=numbers["trials"],
        named=numbers["trials_only_named"],
        triples=numbers["triples"],
        rejected=numbers["rejects"],
        rejects=rejects,
        rejected_documents=merged.unread,
        report=checked,
    )


def _validated(new: Path, triples: int, wanted: bool | None) -> "Report | None":
    """Write the report of a graph; when it is not validated, the report says so."""
    small = triples <= VALIDATED_TRIPLES
    if wanted is False or (wanted is None and not small):
        reason = "as asked" if wanted is False else f"more than {VALIDATED_TRIPLES} triples"
        content = {"conforms": None, "note": f"not validated: {reason}; run msc-kg validate"}
        (new / folder.REPORT).write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")
        return None
    from msc_kg import report, storing, validation

    quads = new / folder.QUADS
    checked = validation.validate(storing.memory_store(quads)) if small else _validated_on_disk(new)
    (new / folder.REPORT).write_bytes(report.to_json(checked))
    return checked


def _validated_on_disk(new: Path) -> "Report":
    """Return what is found in a large graph: in its store, or in one for the time being."""
    import pyoxigraph as ox

    from msc_kg import validation
    from msc_kg.storing import write_store

    if (new / folder.STORE).is_dir():
        return validation.validate(ox.Store.read_only(str(new / folder.STORE)))
    with TemporaryDirectory(dir=new) as place:
        write_store(new / folder.QUADS, Path(place) / folder.STORE)
        return validation.validate(ox.Store.read_only(str(Path(place) / folder.STORE)))


def _first_rejects(path: Path) -> tuple[Reject, ...]:
    """Return the first rejects, those of whole sources before the others."""
    first: list[Reject] = []
    with path.open("rb") as stream:
        for line in stream:
            reject = Reject(**orjson.loads(line))
            if reject.place == "source":
                first.insert(0, reject)
            elif len(first) < REJECTS_TOLD:
                first.append(reject)
    return tuple(sorted(first[:REJECTS_TOLD], key=lambda reject: reject.place != "source"))


def _nothing(rejects: Sequence[Reject], count: int) -> str:
    if not rejects:
        return "no documents found"
    more = f", and {count - 1} more" if count > 1 else ""
    return f"nothing usable in the input ({rejects[0].document}: {rejects[0].reason}{more})"


def _checked(parts: Sequence[Path]) -> list[Path]:
    """Return the shards in the order of their parts; all of one build, none missing."""
    known = {}
    for path in parts:
        try:
            known[path] = read_summary(path)
        except (OSError, ValueError, KeyError) as error:
            raise InputError(
                "is no shard of a build", where=str(path), next_step="make it with build --shard"
            ) from error
    if not known:
        raise InputError("no shards to merge", next_step="make them with build --shard I/N")
    builds = {(summary.part[1], summary.options) for summary in known.values()}
    if len(builds) > 1:
        raise InputError(
            "the shards are of builds with other numbers of parts, options or versions",
            where=", ".join(map(str, parts)),
            next_step="merge those of one build only",
        )
    count = next(iter(builds))[0]
    by_number = {summary.part[0]: path for path, summary in known.items()}
    missing = sorted(set(range(1, count + 1)) - set(by_number))
    if missing or len(by_number) < len(known):
        named = ", ".join(f"{number}/{count}" for number in missing) or "none, but one is double"
        raise InputError(f"shards are missing: {named}", next_step="make them with build --shard")
    return [by_number[number] for number in sorted(by_number)]


__all__ = ["BuildResult", "Merged", "Options", "Progress", "build", "merge"]
