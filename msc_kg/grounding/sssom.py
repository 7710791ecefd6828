"""Groundings as an SSSOM mapping set: written for a curator, and read back as decisions.

The mappings are literal mappings of SSSOM 1.1: the subject is the text as stated
(``subject_type`` "rdfs literal"), so that ``subject_id`` stays out; what was not grounded has
the object ``sssom:NoTermFound``. See https://mapping-commons.github.io/sssom/spec-model/.
"""

import csv
import io
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

import orjson
from msgspec import Struct

from msc_kg import __version__, iris, resources
from msc_kg.errors import InputError
from msc_kg.grounding.lexicon import KINDS, kinds, lexicon
from msc_kg.grounding.normalisation import fold
from msc_kg.grounding.result import MANUAL, Grounding

NOT_FOUND = "sssom:NoTermFound"
SET_ID = f"{iris.BASE}mappings/groundings"
LICENSE = "https://creativecommons.org/publicdomain/zero/1.0/"
COLUMNS = (
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "subject_type",
    "object_source",
    "mapping_tool",
    "mapping_tool_version",
    "comment",
)
NEAR = 4
"""Concepts that are offered for an object that is none."""

_REVIEWED = frozenset({MANUAL, "semapv:MappingReview"})
_NEEDED = ("subject_label", "object_id", "mapping_justification")


class Decision(Struct, frozen=True):
    """What a curator decided on a text: ``kind`` is empty when it holds for every kind.

    ``object`` is a CURIE (of a scheme or of a vocabulary that the schemes match) or
    ``sssom:NoTermFound``; ``negated`` says that the text is *not* the object; ``manual`` that
    a person made or reviewed it.
    """

    kind: str
    text: str
    object: str
    predicate: str
    negated: bool
    manual: bool


def write(groundings: Iterable[Grounding]) -> bytes:
    """Return ``groundings.sssom.tsv`` for the groundings of a build, each as often as used.

    Rows are sorted and say in the comment how often the text was stated; the same groundings
    give the same bytes in any order.
    """
    out = io.BytesIO()
    write_counted(counted(groundings), out)
    return out.getvalue()


def counted(groundings: Iterable[Grounding]) -> list[bytes]:
    """Return a sorted line for each different row and comment, with how often it occurs.

    Lines of several parts of a build can be merged and go to :func:`write_counted`.
    """
    counts = Counter(groundings)
    return sorted([_line(grounding, count) for grounding, count in counts.items()])


def write_counted(lines: Iterable[bytes], out: IO[bytes]) -> None:
    """Write the mapping set of sorted lines of :func:`counted`."""
    used = {"semapv", "skos", "scheme"}
    with tempfile.TemporaryFile() as body:
        text = io.TextIOWrapper(body, encoding="utf-8", newline="")
        writer = csv.writer(text, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in _rows(lines):
            used.add(row[2].partition(":")[0])
            used.add(row[4].partition(":")[0])
            writer.writerow(row)
        text.flush()
        body.seek(0)
        out.writelines(f"#{line}\n".encode() for line in _metadata(used))
        shutil.copyfileobj(body, out)


def _rows(lines: Iterable[bytes]) -> Iterator[list[str]]:
    """Yield a row for the lines, which stand together, that differ in comment and count only."""
    row: list[str] = []
    total, comments = 0, set[str]()
    for line in lines:
        *cells, comment, count = orjson.loads(line)
        if cells != row:
            if row:
                yield [*row, _mentions(total, comments)]
            row, total, comments = cells, 0, set()
        total += count
        if comment:
            comments.add(comment)
    if row:
        yield [*row, _mentions(total, comments)]


def _line(grounding: Grounding, count: int) -> bytes:
    notes = [grounding.explanation] if grounding.explanation else []
    notes += [f"flag: {flag}" for flag in grounding.flags]
    if grounding.candidates:
        notes.append(f"candidates: {' '.join(grounding.candidates)}")
    cells = (
        " ".join(grounding.text.split()),
        f"skos:{grounding.predicate}",
        grounding.curie or NOT_FOUND,
        grounding.label or "",
        grounding.justification,
        "rdfs literal",
        f"scheme:{KINDS[grounding.kind]}",
        "msc-kg",
        __version__,
        "; ".join(notes),
        count,
    )
    return orjson.dumps(cells, option=orjson.OPT_APPEND_NEWLINE)


def _mentions(count: int, comments: set[str]) -> str:
    times = "1 mention" if count == 1 else f"{count} mentions"
    return "; ".join((times, *sorted(comments)))


def _metadata(used: Iterable[str]) -> Iterator[str]:
    yield "curie_map:"
    yield from (f"  {prefix}: {iris.prefixes()[prefix]}" for prefix in sorted(used))
    yield f"license: {LICENSE}"
    yield f"mapping_set_id: {SET_ID}"
    yield "mapping_set_title: How msc-kg understood the words of its documents"
    yield f"mapping_set_version: {__version__}"
    yield "sssom_version: '1.1'"


def read(path: str | Path) -> tuple[Decision, ...]:
    """Return the decisions of an SSSOM TSV file about texts (literal subjects).

    Of a mapping set that this project wrote, only rows that a person made or reviewed
    (``semapv:ManualMappingCuration``) or negated (``predicate_modifier`` Not) are decisions;
    of any other set all rows are.

    Raises:
        InputError: the file cannot be read, is no SSSOM TSV, or a decision is for an object that
            no concept is or matches; the message names the line.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the mapping set: {error}", where=str(path)) from error
    lines = text.splitlines(keepends=True)
    metadata = [line for line in lines if line.startswith("#")]
    header = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    own = any(line.strip("# \n") == f"mapping_set_id: {SET_ID}" for line in metadata)
    rows = csv.DictReader(lines[header:], delimiter="\t")
    missing = [name for name in _NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise InputError(
            f"no SSSOM mapping set: the column {missing[0]} is missing",
            where=f"{path}, line {header + 1}",
            next_step="The file is tab-separated, with '#' lines of metadata above its header.",
        )
    found = []
    for number, row in enumerate(rows, header + 2):
        decision = _decision(row, f"{path}, line {number}")
        if decision and (decision.manual or decision.negated or not own):
            _check_object(decision, row.get("object_label") or "", f"{path}, line {number}")
            found.append(decision)
    return tuple(found)


def packaged() -> tuple[Decision, ...]:
    """Return the decisions that come with the project (``ontology/mappings/curated*``)."""
    files = resources.files("ontology", "mappings/curated*.sssom.tsv")
    return tuple(decision for path in files for decision in read(path))


def _decision(row: Mapping[str, str | None], where: str) -> Decision | None:
    """Return the decision of a row, or ``None`` when its subject is no text."""
    cells = {name: (row.get(name) or "").strip() for name in (*COLUMNS, "predicate_modifier")}
    if cells["subject_type"] != "rdfs literal" and row.get("subject_id"):
        return None
    if not cells["subject_label"] or not cells["object_id"]:
        raise InputError("a mapping needs a subject_label and an object_id", where=where)
    target = _curie(cells["object_id"], where)
    return Decision(
        kind=_kind(cells["object_source"], target),
        text=fold(cells["subject_label"]),
        object=target,
        predicate=cells["predicate_id"].rpartition(":")[2] or "exactMatch",
        negated=cells["predicate_modifier"] == "Not",
        manual=cells["mapping_justification"] in _REVIEWED,
    )


def _check_object(decision: Decision, label: str, where: str) -> None:
    """Refuse a decision for what no concept is or matches: it would take knowledge away.

    What a text is *not* may be anything.
    """
    if decision.negated or decision.object == NOT_FOUND:
        return
    wanted = (decision.kind,) if decision.kind in kinds() else kinds()
    if any(_is_known(kind, decision.object) for kind in wanted):
        return
    near = _near(wanted, decision.object.partition(":")[2].replace("-", " "), label, decision.text)
    hint = f"Near: {', '.join(near)}. " if near else ""
    raise InputError(
        f"no {decision.kind or 'concept'} of the lexicon is or matches {decision.object!r}",
        where=where,
        next_step=f"{hint}Write {NOT_FOUND} when no concept fits the text.",
    )


def _is_known(kind: str, curie: str) -> bool:
    index = lexicon().wider(kind)
    return iris.expand(curie) in index.scheme.concepts or index.matching(curie) is not None


def _near(wanted: Iterable[str], *texts: str) -> tuple[str, ...]:
    """Return "CURIE (label)" of a few concepts: those that texts mean, then those like them."""
    looked_up = [(kind, text) for text in texts for kind in wanted]
    looked_up += [
        (k, name) for k, text in looked_up for name in lexicon().suggest(k, text, cutoff=80)
    ]
    found = (lexicon().lookup(kind, text) for kind, text in looked_up)
    concepts = [f.concepts[0] for f in found if f]
    return tuple(dict.fromkeys(f"{c.curie} ({c.label})" for c in concepts))[:NEAR]


def _curie(reference: str, where: str) -> str:
    curie = iris.compress(reference)
    if curie.partition(":")[0] not in iris.prefixes():
        raise InputError(
            f"the prefix of {reference!r} is not known",
            where=where,
            next_step=f"Known prefixes: {' '.join(iris.prefixes())}.",
        )
    return curie


def _kind(source: str, target: str) -> str:
    """Return the kind that a row is about: by its object source, else by its object."""
    by_scheme = {scheme: kind for kind, scheme in KINDS.items()}
    by_prefix = {prefix: kind for kind, prefix in PREFIXES.items()}
    scheme = iris.compress(source).removeprefix("scheme:")
    return by_scheme.get(scheme) or by_prefix.get(target.partition(":")[0], "")


PREFIXES: Mapping[str, str] = {kind: kind for kind in KINDS} | {
    "condition": "cond",
    "cell-type": "cell",
    "sponsor": "org",
}
"""The prefix of the concepts of each kind."""
