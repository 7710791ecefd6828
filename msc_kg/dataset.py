"""``dataset.ttl``: what a graph is, in VoID, DCAT and PROV.

The counts are taken from the sorted lines while the graph is written. It holds no date and no
name of a machine, so that the same inputs give the same bytes; the dataset is known by the
digest of its quads.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from msc_kg import __version__, folder, iris
from msc_kg.terms import Iri
from msc_kg.turtle import Counts

TITLE = "Knowledge graph of mesenchymal stromal cell trials"
PREFIXES = ("dcat", "dcterms", "prov", "schema", "void", "xsd")
DISTRIBUTIONS = {
    folder.QUADS: "application/n-quads",
    folder.TURTLE: "text/turtle",
    folder.GROUNDINGS: "text/tab-separated-values",
}
"""The files that are distributions of the dataset, with their media types."""

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_ONTOLOGY = iris.prefixes()["msc"].rstrip("#")


def write_dataset(
    out: IO[bytes],
    sha256: str,
    counts: Counts,
    sizes: Mapping[str, int],
    documents: Iterable[Iri],
) -> None:
    """Write the description of a dataset.

    ``sha256`` is the digest of its quads; ``sizes`` are the bytes of the files in
    ``DISTRIBUTIONS``; ``documents`` the IRIs of what was read, each once.
    """
    own = iris.dataset(sha256)
    prefixes = {name: iris.prefixes()[name] for name in PREFIXES}
    out.write("".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items()).encode())
    for part in (
        _head(own, sha256, counts),
        _software(),
        _files(own, sizes),
        _partitions(own, counts),
    ):
        out.writelines(statement.encode() for statement in part)
    for document in documents:
        out.write(f"<{own}> prov:wasDerivedFrom <{document}> .\n".encode())


def _head(own: Iri, sha256: str, counts: Counts) -> Iterator[str]:
    yield (
        f"\n<{own}> a dcat:Dataset, void:Dataset, prov:Entity ;\n"
        f'\tdcterms:title "{TITLE}" ;\n'
        f'\tdcterms:identifier "sha256:{sha256}" ;\n'
        f"\tdcterms:conformsTo <{_ONTOLOGY}> ;\n"
        f"\tvoid:vocabulary <{_ONTOLOGY}> ;\n"
        f"\tvoid:triples {counts.triples} ;\n"
        f"\tvoid:entities {counts.subjects} ;\n"
        f"\tvoid:distinctSubjects {counts.subjects} ;\n"
        f"\tvoid:properties {len(counts.properties)} ;\n"
        f"\tvoid:classes {len(counts.classes)} ;\n"
        f"\tprov:wasGeneratedBy <{own}/build> ;\n"
        f"\tprov:wasAttributedTo <{iris.software(__version__)}> .\n"
        f"<{own}/build> a prov:Activity ;\n"
        f'\tdcterms:title "msc-kg build" ;\n'
        f"\tprov:wasAssociatedWith <{iris.software(__version__)}> .\n"
    )


def _software() -> Iterator[str]:
    yield (
        f"<{iris.software(__version__)}> a prov:SoftwareAgent ;\n"
        f'\tschema:name "msc-kg" ;\n\tschema:softwareVersion "{__version__}" .\n'
    )


def _files(own: Iri, sizes: Mapping[str, int]) -> Iterator[str]:
    for name, media_type in DISTRIBUTIONS.items():
        yield (
            f"<{own}> dcat:distribution <{own}/{name}> .\n"
            f"<{own}/{name}> a dcat:Distribution ;\n"
            f'\tdcterms:title "{name}" ;\n'
            f"\tdcat:mediaType <{_MEDIA_TYPES}{media_type}> ;\n"
            f'\tdcat:byteSize "{sizes[name]}"^^xsd:nonNegativeInteger .\n'
        )


def _partitions(own: Iri, counts: Counts) -> Iterator[str]:
    for number, (cls, count) in enumerate(sorted(counts.classes.items()), 1):
        node = iris.part(own, "class", number)
        yield f"<{own}> void:classPartition <{node}> .\n"
        yield f"<{node}> void:class {cls} ; void:entities {count} .\n"
    for number, (property_, count) in enumerate(sorted(counts.properties.items()), 1):
        node = iris.part(own, "property", number)
        yield f"<{own}> void:propertyPartition <{node}> .\n"
        yield f"<{node}> void:property {property_} ; void:triples {count} .\n"
