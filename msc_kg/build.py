"""The straight way: documents to a knowledge-graph folder.

Documents are read once each (equal bytes are the same document) and taken in the order of
their digests, so that the order of the sources does not matter.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from msc_kg import folder, iris, report, resources, validation
from msc_kg.documents import Document
from msc_kg.errors import InputError
from msc_kg.extractors import registry
from msc_kg.grounding import Grounder, sssom
from msc_kg.manifest import manifest
from msc_kg.mapping import MappedDocument, accepted_view, ancestors, map_document, vocabulary
from msc_kg.mapping.disagreements import SEVERITY, Broader
from msc_kg.quads import canonical
from msc_kg.records import Extraction, Reject, to_json_lines
from msc_kg.sources import Gathered, gather
from msc_kg.terms import Iri

Progress: TypeAlias = Callable[[Document], None]
"""Called with each document that was read."""

REMARK = "remark-text"
"""The shape that finds remarks (``shapes/remark.ttl``)."""


@dataclass(frozen=True)
class BuildResult:
    """What a build made: the folder, the counts, the rejects and whether it conforms."""

    folder: Path
    documents: int
    records: int
    trials: int
    triples: int
    rejects: tuple[Reject, ...]
    rejected_documents: tuple[str, ...]
    report: validation.Report

    @property
    def remarks(self) -> int:
        """The number of remarks on what was read, which the report tells one by one."""
        return sum(finding.name == REMARK for finding in self.report.findings)


def build(
    sources: Sequence[str | Path],
    target: Path,
    *,
    grounder: Grounder | None = None,
    progress: Progress | None = None,
) -> BuildResult:
    """Build the folder ``target`` from files, folders and archives.

    Without sources the packaged seeds are read. What cannot be read, missing sources among
    it, is told in the result's rejects; the rest is built. ``progress`` is called with each
    document that was read.

    Raises:
        InputError: nothing usable is in the input, or ``target`` cannot be replaced.
    """
    found = gather(sources or [resources.folder("seeds")])
    read = []
    for document in found.documents:
        read.append((document, registry.extract(document)))
        if progress:
            progress(document)
    if not any(extraction.records for _, extraction in read):
        raise InputError(
            _nothing(read, found.rejects),
            where=", ".join(str(source) for source in sources),
            next_step="see `msc-kg extractors` for what can be read",
        )
    with folder.replacing(target) as new:
        return _write(read, found, new, target, grounder or Grounder())


def _nothing(read: list[tuple[Document, Extraction]], problems: list[Reject]) -> str:
    rejects = [*problems, *(r for _, extraction in read for r in extraction.rejects)]
    if not rejects:
        return "no documents found"
    more = f", and {len(rejects) - 1} more" if len(rejects) > 1 else ""
    return f"nothing usable in the input ({rejects[0].document}: {rejects[0].reason}{more})"


def _write(
    read: list[tuple[Document, Extraction]],
    found: Gathered,
    new: Path,
    target: Path,
    grounder: Grounder,
) -> BuildResult:
    mapped = [map_document(document, extraction, grounder) for document, extraction in read]
    trials = _merged(document.trials for document in mapped)
    quads = canonical(_all_lines(mapped, trials))
    (new / folder.QUADS).write_text("".join(quads), encoding="utf-8")
    triples = write_turtle("".join(quads).encode(), new / folder.TURTLE)
    groundings = [grounding for document in mapped for grounding in document.groundings]
    (new / folder.GROUNDINGS).write_bytes(sssom.write(groundings))
    rejects = sorted(
        [*found.rejects, *(reject for _, extraction in read for reject in extraction.rejects)],
        key=lambda reject: (reject.document, reject.place, reject.text),
    )
    (new / folder.REJECTS).write_bytes(to_json_lines(rejects))
    checked = validation.validate(_plain(quads))
    (new / folder.REPORT).write_bytes(report.to_json(checked))
    (new / folder.MANIFEST).write_bytes(
        manifest(
            read, groundings, quads=len(quads), triples=triples, trials=len(trials),
            duplicates=found.duplicates,
        )
    )  # fmt: skip
    unread = [document.name for document, extraction in read if not extraction.records]
    return BuildResult(
        folder=target,
        documents=len(read),
        records=sum(len(extraction.records) for _, extraction in read),
        trials=len(trials),
        triples=triples,
        rejects=tuple(rejects),
        rejected_documents=tuple(sorted([*unread, *(reject.document for reject in found.rejects)])),
        report=checked,
    )


def _all_lines(mapped: Sequence[MappedDocument], trials: dict[Iri, str]) -> Iterator[str]:
    for document in mapped:
        yield from document.lines
    concepts = {concept for document in mapped for concept in document.concepts}
    concepts |= {iris.concept("disagreement", kind) for kind in SEVERITY}
    yield from vocabulary(concepts).lines
    claims = (claim for document in mapped for claim in document.claims)
    organisations = _merged(document.organisations for document in mapped)
    broader: Broader = ancestors
    yield from accepted_view(
        claims, trials=trials, organisations=organisations, broader=broader
    ).lines


def _merged(labels: Iterable[dict[Iri, str]]) -> dict[Iri, str]:
    """Return one label a node: the first in code point order where documents differ."""
    merged: dict[Iri, str] = {}
    for own in labels:
        for node, label in own.items():
            merged[node] = min(label, merged.get(node, label))
    return merged


def _plain(quads: Sequence[str]) -> bytes:
    """Return the triples of quads as N-Triples, each once."""
    return "".join(canonical(f"{line[: line.rindex(' <')]} .\n" for line in quads)).encode()


def write_turtle(quads: bytes, path: Path) -> int:
    """Write the triples of N-Quads, each once, as one Turtle file; return their number."""
    triples = {quad.triple for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS)}
    ordered = sorted(triples, key=str)
    with path.open("wb") as stream:
        ox.serialize(ordered, stream, format=ox.RdfFormat.TURTLE, prefixes=iris.prefixes())
    return len(ordered)
