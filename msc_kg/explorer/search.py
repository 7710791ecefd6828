"""Search over the names of trials, conditions, sponsors and papers of a graph."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import pyoxigraph as ox

from msc_kg.answers import Graph
from msc_kg.dossiers.asking import asked
from msc_kg.dossiers.words import plain
from msc_kg.vocab import msc

MOST = 50
"""Things of a kind that a search lists."""

KINDS = ("trial", "condition", "sponsor", "paper")


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: ``more`` is a title or citation."""

    kind: str
    iri: str
    name: str
    more: str = ""


@dataclass
class Names:
    """The names of a graph; asked once."""

    graph: Graph

    def find(
        self, text: str, *, kinds: Collection[str] = KINDS, most: int = MOST
    ) -> tuple[Hit, ...]:
        """Return the things whose names hold all words of a text, up to ``most`` of each kind.

        Names that begin with the text come first.
        """
        words = text.casefold().split()
        found: dict[str, list[tuple[bool, Hit]]] = {}
        for hit, folded in self._folded if words else ():
            if hit.kind in kinds and all(word in folded for word in words):
                begins = folded.startswith(" ".join(words))
                found.setdefault(hit.kind, []).append((not begins, hit))
        return tuple(
            hit
            for kind in kinds
            for _, hit in sorted(found.get(kind, ()), key=lambda each: each[0])[:most]
        )

    @cached_property
    def _folded(self) -> list[tuple[Hit, str]]:
        return [(hit, f"{hit.name} {hit.more}".casefold()) for hit in self._all()]

    def _all(self) -> list[Hit]:
        rows = asked(self.graph, "names")
        by_iri: dict[str, Hit] = {}
        for row in rows:
            told = (plain(row[name]) for name in ("kind", "node", "name", "more"))
            hit = Hit(*told)
            by_iri.setdefault(hit.iri, hit if hit.more != hit.name else replace(hit, more=""))
        conditions = asked(self.graph, "numbers", ox.NamedNode(msc.condition.iri))
        for row in conditions:
            iri = plain(row["concept"])
            number = int(plain(row["trials"]))
            more = "1 trial" if number == 1 else f"{number:,} trials"
            by_iri.setdefault(iri, Hit("condition", iri, plain(row["label"]), more))
        return list(by_iri.values())
