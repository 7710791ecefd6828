"""Tables of results: sorted and filtered in the browser, stacked on narrow screens."""

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui
from nicegui.elements.table import Table

from msc_kg.tables import Cell

PAGE = 25
"""Rows of a table that are shown at once."""

MANY = 10
"""Columns from which a table is set in smaller letters, so that it fits the page."""

_CELL = """
<q-td :props="props" :data-label="props.col.label"
  :class="{ none: props.value === null || props.value === '' }">
  <span class="cell" :class="{ long: String(props.value).length > 1000,
      unbroken: /[^\\s-]{19}/.test(props.value) }"
    :tabindex="String(props.value).length > 1000 ? 0 : null">
    <template v-if="props.row.links && props.row.links[props.col.name]">
      <span v-for="(part, at) in props.row.links[props.col.name]" :key="at">
        <a v-if="part.href" :href="part.href">{{ part.text }}</a><span v-else>{{ part.text }}</span
        ><span v-if="at + 1 < props.row.links[props.col.name].length">, </span>
      </span>
    </template>
    <template v-else>{{ props.value }}</template>
  </span>
</q-td>
"""
"""A cell: its parts with their links, or its text; Vue writes both as text."""

_HEAD = """
<q-th :props="props">
  <button v-if="props.col.sortable" type="button" class="sort"
    @click.stop="props.sort(props.col)">{{ props.col.label }}</button>
  <template v-else>{{ props.col.label }}</template>
</q-th>
"""
"""The head of a column: a button, so that the keyboard sorts, too."""

_MORE = """
<q-td :props="props" class="more">
  <a v-if="props.row.graph" :href="props.row.graph" class="small"
    :aria-label="'Neighbourhood of row ' + (props.row.id + 1)">Graph</a>
  <button v-if="props.row.evidence" type="button" class="small"
    @click="() => $parent.$emit('more', props.row.id)"
    :aria-label="'Evidence of row ' + (props.row.id + 1)">Evidence</button>
</q-td>
"""


def show(
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    links: Sequence[dict[str, list[dict[str, str]]]] = (),
    *,
    caption: str,
    more: Callable[[int], Any] | None = None,
    graphs: Sequence[str] = (),
) -> Table:
    """Show rows as a table; ``links`` are the parts of linked cells by column, for each row.

    ``more`` is called with the number of the row whose evidence is asked for; ``graphs`` are the
    addresses of the rows' pictures.
    """
    made = [
        {
            "id": number,
            "graph": graphs[number] if graphs else "",
            "evidence": more is not None,
            "links": {f"c{columns.index(name)}": parts for name, parts in links[number].items()}
            if links
            else None,
            **{f"c{place}": value for place, value in enumerate(row)},
        }
        for number, row in enumerate(rows)
    ]
    shown = [_column(place, name, rows) for place, name in enumerate(columns)]
    if more is not None or any(graphs):
        shown.append({"name": "more", "label": "more", "field": "id", "align": "right"})
    table = ui.table(rows=made, columns=shown, row_key="id", pagination=PAGE)
    table.props('flat dense wrap-cells binary-state-sort :rows-per-page-options="[25, 100, 0]"')
    table.props["aria-label"] = caption
    table.classes("results many" if len(shown) >= MANY else "results")
    if len(made) <= PAGE:
        table.props("hide-bottom")
    table.add_slot("body-cell", _CELL)
    table.add_slot("header-cell", _HEAD)
    table.add_slot("body-cell-more", _MORE)
    if more is not None:
        table.on("more", lambda event: more(int(event.args)))
    return table


def with_filter(table: Table) -> None:
    """Show a field above a table that keeps the rows that hold its words."""
    field = ui.input("Filter rows").props("dense outlined clearable debounce=150")
    field.classes("filter").bind_value_to(table, "filter")


_GROUPED = "(v) => typeof v === 'number' && Math.abs(v) >= 10000 ? v.toLocaleString('en-US') : v"
"""Large numbers are written in groups of three digits; years are left as they are."""


def _column(place: int, name: str, rows: Sequence[Sequence[Cell]]) -> dict[str, Any]:
    number = any(isinstance(row[place], int | float) for row in rows)
    return {
        "name": f"c{place}",
        "label": name.replace("_", " "),
        "field": f"c{place}",
        "sortable": True,
        "align": "right" if number else "left",
        ":format": _GROUPED,
    }
