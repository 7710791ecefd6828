"""The command ``msc-kg ground``: how a phrase is understood, and why."""

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import click
import orjson

from msc_kg.characters import one_line
from msc_kg.grounding import Grounder, Grounding, Lexicon, kinds, sssom
from msc_kg.grounding.ontologies import require
from msc_kg.schemes import Concept, Scheme
from msc_kg.suggestions import nearest

KEYS = ("text", "kind", "concept", "label", "exact_matches", "justification")
"""The keys of a JSON line, in order."""
_MORE = ("predicate", "explanation", "candidates", "flags")
_PATHS = 4


def _known_kind(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse an unknown kind, with near names."""
    if value is None or value in kinds():
        return value
    near = nearest(value, kinds())
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise click.BadParameter(f"{value!r} is no kind.{hint} Kinds: {', '.join(kinds())}.")


@click.command("ground")
@click.argument("texts", nargs=-1, metavar="TEXT...")
@click.option(
    "--kind",
    callback=_known_kind,
    metavar="KIND",
    help="What the text names: condition, tissue, cell-type, donor, route, unit, status, phase, "
    "sponsor, country ...  [default: all kinds are tried]",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "csv", "tsv"]),
    default="text",
    show_default=True,
    help="An explanation, one JSON object a line, or rows with a header.",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Add the keys predicate, explanation, candidates and flags to JSON and rows.",
)
@click.option(
    "--curated",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="SSSOM mapping set (TSV) with decisions of your own, for instance a "
    "groundings.sssom.tsv that you edited; they win over everything but identifiers.",
)
@click.option(
    "--ontologies",
    is_flag=True,
    help="Look up what the packaged words do not know in the whole of Mondo (conditions), "
    "UBERON (tissues) and CL (cell types); needs: pip install 'msc-kg[ontologies]'.",
)
@click.pass_context
def command(
    ctx: click.Context,
    texts: tuple[str, ...],
    kind: str | None,
    format_: str,
    explain: bool,
    curated: Path | None,
    ontologies: bool,
) -> None:
    """Say how TEXT is understood, and why.

    "-" reads one text a line from standard input; every line gets an answer, in order.
    Without --kind, all kinds are tried: as text every kind that applies is told, in the other
    formats the first one.

    Exit status: 0 when something was understood (and always with "-"), 1 when nothing was,
    2 for wrong use.

    \b
    Examples:
      msc-kg ground "steroid resistant aGVHD"
      msc-kg ground --kind tissue BM WJ "cord blood"
      msc-kg ground --kind sponsor "Mayo Clinic, USA"
      msc-kg ground MONDO:0013730
      msc-kg ground --kind condition --format json - < conditions.txt
      msc-kg ground --curated groundings.sssom.tsv "chronic GVHD"
      msc-kg ground --ontologies --kind tissue "descending vasa recta"
    """
    if not texts:
        raise click.UsageError('give a TEXT, or "-" to read one text a line', ctx)
    if ontologies:
        require()
    known = Lexicon(ontologies=True) if ontologies else None
    grounder = Grounder(known, sssom.read(curated) if curated else ())
    streamed = texts == ("-",)
    understood = False
    write = _writers(grounder, explain)[format_]
    for text in _lines() if streamed else texts:
        groundings = _ground(grounder, kind, text, every=format_ == "text")
        understood |= any(grounding.concept for grounding in groundings)
        write(groundings)
    ctx.exit(0 if understood or streamed else 1)


def _lines() -> Iterator[str]:
    """Yield the lines of standard input; what is no UTF-8 is replaced."""
    for number, line in enumerate(sys.stdin.buffer):
        encoding = "utf-8-sig" if number == 0 else "utf-8"
        yield line.decode(encoding, "replace").rstrip("\r\n")


def _ground(
    grounder: Grounder, kind: str | None, text: str, *, every: bool
) -> tuple[Grounding, ...]:
    """Return the grounding for a kind; without one, of ``every`` or the first kind that applies."""
    if kind:
        return (grounder.ground(kind, text),)
    tried = (grounder.ground(each, text) for each in kinds() if text.strip())
    found = (grounding for grounding in tried if _tells(grounding))
    understood = tuple(found) if every else tuple(_up_to_first(found))
    telling = tuple(g for g in understood if g.concept or "ambiguous" in g.flags) or understood
    telling = tuple(sorted(telling, key=lambda grounding: grounding.concept is None))
    return telling or (Grounding(text, "", explanation="no kind of the lexicon has this name"),)


def _tells(grounding: Grounding) -> bool:
    return bool(grounding.concept or grounding.flags or grounding.candidates)


def _up_to_first(found: Iterable[Grounding]) -> Iterator[Grounding]:
    for grounding in found:
        yield grounding
        if grounding.concept:
            return


_Writer = Callable[[tuple[Grounding, ...]], None]


def _writers(grounder: Grounder, explain: bool) -> Mapping[str, _Writer]:
    keys = KEYS + (_MORE if explain else ())
    return {
        "text": lambda groundings: _print_text(grounder, groundings),
        "json": lambda groundings: _print_json(keys, groundings),
        "csv": _rows(keys, ","),
        "tsv": _rows(keys, "\t"),
    }


def _print_json(keys: tuple[str, ...], groundings: tuple[Grounding, ...]) -> None:
    line = orjson.dumps(_answer(keys, groundings[0]), option=orjson.OPT_APPEND_NEWLINE)
    click.echo(line, nl=False)


def _rows(keys: tuple[str, ...], delimiter: str) -> _Writer:
    header: list[Iterable[str]] = [keys]

    def print_row(groundings: tuple[Grounding, ...]) -> None:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
        writer.writerows(header)
        header.clear()
        values = _answer(keys, groundings[0]).values()
        writer.writerow([" ".join(v) if isinstance(v, tuple) else v or "" for v in values])
        click.echo(out.getvalue(), nl=False)

    return print_row


def _answer(keys: tuple[str, ...], grounding: Grounding) -> dict[str, str | tuple[str, ...] | None]:
    understood = grounding.concept is not None
    values: dict[str, str | tuple[str, ...] | None] = {
        "text": grounding.text,
        "kind": grounding.kind or None,
        "concept": grounding.curie,
        "label": grounding.label,
        "exact_matches": grounding.exact_matches,
        "justification": grounding.justification if understood else None,
        "predicate": f"skos:{grounding.predicate}" if understood else None,
        "explanation": grounding.explanation,
        "candidates": grounding.candidates,
        "flags": grounding.flags,
    }
    return {key: values[key] for key in keys}


def _print_text(grounder: Grounder, groundings: tuple[Grounding, ...]) -> None:
    click.secho(one_line(groundings[0].text), bold=True)
    for grounding in groundings:
        lines = _understood(grounder, grounding) if grounding.concept else _not(grounder, grounding)
        for name, value in lines:
            click.echo(one_line(f"  {name:<14} {value}"))


def _understood(grounder: Grounder, grounding: Grounding) -> Iterator[tuple[str, str]]:
    assert grounding.concept is not None
    scheme = grounder.lexicon.wider(grounding.kind).scheme
    yield grounding.kind, f"{grounding.label}  ({grounding.curie})"
    if grounding.predicate != "exactMatch":
        yield "relation", f"skos:{grounding.predicate}: {_RELATIONS[grounding.predicate]}"
    concept = grounder.lexicon.concept(grounding.kind, grounding.concept)
    for path in _paths(scheme, concept)[:_PATHS]:
        yield "broader", " > ".join(path)
    if grounding.exact_matches:
        yield "exact matches", " ".join(grounding.exact_matches)
    yield "because", f"{grounding.explanation}  ({grounding.justification})"
    if grounding.flags:
        yield "flags", ", ".join(grounding.flags)


_RELATIONS = {
    "broadMatch": "the concept is broader than the text",
    "narrowMatch": "the concept is narrower than the text",
    "closeMatch": "the concept is close to the text",
    "relatedMatch": "doubtful, only related",
}


def _not(grounder: Grounder, grounding: Grounding) -> Iterator[tuple[str, str]]:
    yield grounding.kind or "any kind", "not understood"
    yield "because", grounding.explanation
    if grounding.flags:
        yield "flags", ", ".join(grounding.flags)
    if grounding.candidates:
        yield "alternatives", " ".join(grounding.candidates)
    elif grounding.kind and not grounding.flags:
        near = grounder.lexicon.suggest(grounding.kind, grounding.text)
        if near:
            yield "did you mean", " or ".join(near)


def _paths(scheme: Scheme, concept: Concept) -> list[list[str]]:
    """Return the ways from the broadest concepts down to this one, as labels."""
    above = [scheme.concepts[iri] for iri in concept.broader if iri in scheme.concepts]
    ways = [way for broader in above for way in (_paths(scheme, broader) or [[broader.label]])]
    return [[*way, concept.label] for way in ways]
