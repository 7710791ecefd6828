"""What the server tells about itself: SPARQL 1.1 Service Description, and VoID."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from msc_kg import iris
from msc_kg.errors import InputError
from msc_kg.folder import DATASET
from msc_kg.server.limits import BusyError
from msc_kg.server.pool import QueryPool
from msc_kg.server.worker import TRIPLES

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
RESULT_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD",
)  # fmt: skip
"""The names that the W3C gives to the formats of answers."""
MOST_GRAPHS = 1000
"""Named graphs that are listed."""

_COUNT = "SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }"
_NAMED = f"SELECT ?g WHERE {{ GRAPH ?g {{}} }} LIMIT {MOST_GRAPHS}"


@dataclass(frozen=True, slots=True)
class Figures:
    """How many triples the default graph has (``None``: not known), and the named graphs."""

    triples: int | None
    named_graphs: tuple[ox.NamedNode, ...]


class Descriptions:
    """The descriptions of a graph; its figures are asked for once, when they are wanted."""

    def __init__(self, pool: QueryPool) -> None:
        """Keep the pool that knows the figures."""
        self.pool = pool
        self._figures: Figures | None = None
        self._lock = asyncio.Lock()

    async def figures(self) -> Figures:
        """Return the figures; those that take too long to find are left out.

        Raises:
            BusyError: too many queries are waiting.
        """
        async with self._lock:
            if self._figures is None:
                counted = await self._first_column(_COUNT)
                named = await self._first_column(_NAMED)
                number = int(str(getattr(counted[0], "value", 0))) if counted else None
                names = (name for name in named if isinstance(name, ox.NamedNode))
                self._figures = Figures(number, tuple(names))
        return self._figures

    async def _first_column(self, query: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        try:
            answer = await self.pool.answer(query)
        except BusyError:
            raise
        except InputError:
            return []
        rows = ox.parse_query_results(answer.read(), format=ox.QueryResultsFormat.JSON)
        assert isinstance(rows, ox.QuerySolutions)
        return [row[0] for row in rows]

    def service(self, endpoint: str, figures: Figures, format_: str) -> bytes:
        """Return the service description of the endpoint at an address."""
        return _written(_service(endpoint, figures), format_)

    def dataset(self, endpoint: str, page: str, figures: Figures, format_: str) -> bytes:
        """Return the VoID description: that of the folder, with the address of the endpoint."""
        triples = list(_dataset_file(self.pool.source))
        own = next((t.subject for t in triples if _is_dataset(t)), ox.NamedNode(f"{page}#dataset"))
        if not triples:
            triples = [
                ox.Triple(own, RDF_TYPE, ox.NamedNode(VOID + "Dataset")),
                *_counted(own, figures),
            ]
        address = ox.NamedNode(endpoint)
        triples.append(ox.Triple(own, ox.NamedNode(VOID + "sparqlEndpoint"), address))
        return _written(iter(triples), format_)


def _service(endpoint: str, figures: Figures) -> Iterator[ox.Triple]:
    service, dataset = ox.NamedNode(endpoint), ox.NamedNode(f"{endpoint}#dataset")
    default = ox.NamedNode(f"{endpoint}#default-graph")
    yield _sd(service, RDF_TYPE, "Service")
    yield ox.Triple(service, ox.NamedNode(SD + "endpoint"), service)
    yield _sd(service, "supportedLanguage", "SPARQL11Query")
    yield _sd(service, "feature", "UnionDefaultGraph")
    for format_name in RESULT_FORMATS:
        format_ = ox.NamedNode(FORMATS + format_name)
        yield ox.Triple(service, ox.NamedNode(SD + "resultFormat"), format_)
    yield ox.Triple(service, ox.NamedNode(SD + "defaultDataset"), dataset)
    yield _sd(dataset, RDF_TYPE, "Dataset")
    yield ox.Triple(dataset, ox.NamedNode(SD + "defaultGraph"), default)
    yield _sd(default, RDF_TYPE, "Graph")
    yield from _counted(default, figures)
    for number, name in enumerate(figures.named_graphs, 1):
        named = ox.NamedNode(f"{endpoint}#graph-{number}")
        yield ox.Triple(dataset, ox.NamedNode(SD + "namedGraph"), named)
        yield _sd(named, RDF_TYPE, "NamedGraph")
        yield ox.Triple(named, ox.NamedNode(SD + "name"), name)


def _counted(subject: ox.NamedNode | ox.BlankNode | ox.Triple, figures: Figures) -> list[ox.Triple]:
    """Return the triple that tells how many triples there are, where that is known."""
    if figures.triples is None:
        return []
    number = ox.Literal(str(figures.triples), datatype=INTEGER)
    return [ox.Triple(subject, ox.NamedNode(VOID + "triples"), number)]


def _dataset_file(source: str) -> Iterator[ox.Triple]:
    path = Path(source) / DATASET
    if not path.is_file():
        return
    try:
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            yield quad.triple
    except (SyntaxError, OSError) as error:
        raise InputError(f"cannot be read ({error})", where=DATASET) from error


def _sd(subject: ox.NamedNode, property_: ox.NamedNode | str, name: str) -> ox.Triple:
    known = ox.NamedNode(SD + property_) if isinstance(property_, str) else property_
    return ox.Triple(subject, known, ox.NamedNode(SD + name))


def _is_dataset(triple: ox.Triple) -> bool:
    return triple.predicate == RDF_TYPE and triple.object == ox.NamedNode(VOID + "Dataset")


def _written(triples: Iterator[ox.Triple], format_: str) -> bytes:
    known = TRIPLES[format_]
    plain = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    if known == ox.RdfFormat.N_TRIPLES:
        return plain
    prefixes = {"sd": SD, "formats": FORMATS, **iris.prefixes()}
    used = {name: space for name, space in prefixes.items() if f"<{space}".encode() in plain}
    quads = ox.parse(plain, format=ox.RdfFormat.N_TRIPLES)
    written = ox.serialize(
        (quad.triple for quad in quads),
        format=known,
        prefixes=None if known == ox.RdfFormat.JSON_LD else used,
    )
    return written or b""
