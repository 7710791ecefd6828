"""What documents say about a trial, side by side: a row a property, a column a document."""

from collections.abc import Sequence

from nicegui import ui

from msc_kg.dossiers import Comparison, Dossier, Source, Statement
from msc_kg.explorer import addresses
from msc_kg.explorer.frame import linked, tagged

MOST_PLACES = 3
"""Places of one value that are listed."""

MOST = 8
"""Values of a property that are shown at once; the others open below them."""


def show_table(dossier: Dossier) -> None:
    """Show the table; properties on which documents disagree are marked and said in words."""
    with (
        ui.element("div").classes("scroll").props("tabindex=0 role=region") as region,
        ui.element("table").classes("sides"),
    ):
        region.props["aria-label"] = "What each document says, side by side"
        _head(dossier.sources)
        with ui.element("tbody"):
            for line in dossier.table():
                _line(dossier, line)


def _head(sources: Sequence[Source]) -> None:
    with ui.element("thead"), ui.element("tr"):
        tagged("th", "property").props("scope=col")
        for source in sources:
            with ui.element("th").props("scope=col"):
                tagged("span", source.name, "document")
                told = [source.layout.replace("-", " "), source.issued]
                if source.title not in {"", source.name}:
                    told.append(source.title)
                tagged("small", ", ".join(part for part in told if part))


def _line(dossier: Dossier, line: Comparison) -> None:
    disagreement = line.disagreement
    row = ui.element("tr")
    if disagreement:
        row.classes(f"differs {disagreement.kind.replace(' ', '-')}")
    with row:
        with ui.element("th").props("scope=row"):
            tagged("span", line.property)
            if disagreement:
                mark = tagged("span", disagreement.kind, "kind")
                mark.props["title"] = disagreement.explanation
        for source, cell in zip(dossier.sources, line.cells, strict=True):
            with ui.element("td") as shown:
                shown.props["data-label"] = source.name
                _cell(cell)


def _cell(statements: Sequence[Statement]) -> None:
    values: dict[tuple[str, str], list[Statement]] = {}
    for statement in statements:
        values.setdefault((statement.value, statement.words), []).append(statement)
    groups = list(values.values())
    if not groups:
        tagged("span", "not stated", "silent")
    for group in groups[:MOST]:
        _value(group)
    if len(groups) > MOST:
        with ui.element("details"):
            tagged("summary", f"{len(groups) - MOST} more")
            for group in groups[MOST:]:
                _value(group)


def _value(group: Sequence[Statement]) -> None:
    """Show a value once, with all places where it is said in the same words."""
    first = group[0]
    with ui.element("div").classes("value"):
        if first.node is not None and first.node.kind:
            linked(first.value, addresses.of(first.node.kind, first.node.iri))
        else:
            tagged("span", first.value or "not understood", "" if first.value else "silent")
        if first.words and first.words.casefold() != first.value.casefold():
            tagged("q", first.words)
        for name, value in first.details:
            tagged("small", f"{name}: {value}" if name else value)
        about = {s.about.iri: s.about for s in group if s.property == "related trial"}
        for node in about.values():
            linked(node.name, addresses.of("trial", node.iri))
        tagged("small", _places(group), "place")


def _places(group: Sequence[Statement]) -> str:
    places = list(dict.fromkeys(_place(statement) for statement in group))
    shown = "; ".join(places[:MOST_PLACES])
    left = len(places) - MOST_PLACES
    more = f" and {left} more place{'s' if left > 1 else ''}" if left > 0 else ""
    dates = sorted({statement.as_of for statement in group} - {""})
    return f"{shown}{more}" + (f" · as of {', '.join(dates[-2:])}" if dates else "")


def _place(statement: Statement) -> str:
    return f"{statement.place}, {statement.within}" if statement.within else statement.place
