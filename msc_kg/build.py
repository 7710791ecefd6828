"""The straight way: documents to a knowledge-graph folder.

Documents are read once each (equal bytes are the same document) and taken in the order of
their digests, so that the order of the sources does not matter.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from msc_kg import documents, folder, iris, report, resources, validation
from msc_kg.documents import Document
from msc_kg.errors import InputError
from msc_kg.extractors import registry
from msc_kg.grounding import Grounder, sssom
from msc_kg.manifest import manifest
from msc_kg.mapping import MappedDocument, accepted_view, ancestors, map_document, vocabulary
from msc_kg.mapping.disagreements import SEVERITY, Broader
from msc_kg.quads import canonical
from msc_kg.records import Extraction, Reject, to_json_lines
from msc_kg.terms import Iri

Progress: TypeAlias = Callable[[Document], None]
"""Called with each document that was read."""


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


def build(
    sources: Sequence[str | Path],
    target: Path,
    *,
    grounder: Grounder | None = None,
    progress: Progress | None = None,
) -> BuildResult:
    """Build the folder ``target`` from files, folders and archives.

    Without sources the packaged seeds are read. ``progress`` is called with each document
    that was read.

    Raises:
        InputError: a source is missing, nothing usable is in the input, or ``target`` cannot
            be replaced.
    """
    found, problems, duplicates = gather(sources or [resources.folder("seeds")])
    read = []
    for document in found:
        read.append((document, registry.extract(document)))
        if progress:
            progress(document)
    if not any(extraction.records for _, extraction in read):
        raise InputError(
            _nothing(read, problems),
            where=", ".join(str(source) for source in sources),
            next_step="see `msc-kg extractors` for what can be read",
        )
    with folder.replacing(target) as new:
        return _write(read, problems, duplicates, new, target, grounder or Grounder())


def gather(
    sources: Iterable[str | Path],
) -> tuple[list[Document], list[Reject], list[str]]:
    """Return the documents in the order of their digests, rejects, and names of duplicates.

    A broken archive or unreadable file becomes a reject; the rest goes on.

    Raises:
        InputError: a source does not exist.
    """
    found: dict[str, Document] = {}
    names: list[str] = []
    problems: list[Reject] = []
    for item in _read_all(sources):
        if isinstance(item, Reject):
            problems.append(item)
            continue
        names.append(item.name)
        known = found.get(item.sha256)
        if known is None or item.name < known.name:
            found[item.sha256] = item
    kept = [document.name for document in found.values()]
    for name in kept:
        names.remove(name)
    return [found[digest] for digest in sorted(found)], problems, names


def _read_all(sources: Iterable[str | Path]) -> Iterator[Document | Reject]:
    for source in sources:
        for path, name in documents.paths(source):
            try:
                yield from documents.read_file(path, name)
            except InputError as error:
                yield Reject(document=name, place="file", text="", reason=error.what)


def _nothing(read: list[tuple[Document, Extraction]], problems: list[Reject]) -> str:
    reasons = [r.reason for _, extraction in read for r in extraction.rejects]
    reasons += [problem.reason for problem in problems]
    return f"nothing usable in the input ({reasons[0]})" if reasons else "no documents found"


def _write(
    read: list[tuple[Document, Extraction]],
    problems: list[Reject],
    duplicates: list[str],
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
        [*problems, *(reject for _, extraction in read for reject in extraction.rejects)],
        key=lambda reject: (reject.document, reject.place, reject.text),
    )
    (new / folder.REJECTS).write_bytes(to_json_lines(rejects))
    checked = validation.validate(_plain(quads))
    (new / folder.REPORT).write_bytes(report.to_json(checked))
    (new / folder.MANIFEST).write_bytes(
        manifest(
            read, groundings, quads=len(quads), triples=triples, trials=len(trials),
            duplicates=duplicates,
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
        rejected_documents=tuple(sorted([*unread, *(p.document for p in problems)])),
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
