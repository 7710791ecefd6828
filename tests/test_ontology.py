"""The ontology: well-formed, unambiguous, and in agreement with the published vocabularies."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import vocabulary_tables as tables

from msc_kg import iris, schemes
from msc_kg.grounding.normalisation import normal

ROOT = Path(__file__).resolve().parents[1]
TURTLE = sorted((ROOT / "ontology").rglob("*.ttl"))
WITH_PREFIXES = sorted(
    path
    for folder, suffix in (("ontology", "ttl"), ("shapes", "ttl"), ("queries", "rq"))
    for path in (ROOT / folder).rglob(f"*.{suffix}")
)
PREFIX = re.compile(r"(?im)^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>")
SHARED_LABELS = {
    ("units", "ml"): "/ml is per millilitre in a header, ml alone is a volume",
}
"""Labels of two concepts of one scheme, in normal form, with the reason."""
NO_LABELS = {
    ("conditions", "AD"): "Alzheimer disease, atopic dermatitis, and adipose beside cells",
    ("conditions", "AA"): "aplastic anaemia, alopecia areata",
    ("conditions", "CP"): "cerebral palsy, chronic pancreatitis, chronic periodontitis",
    ("conditions", "HD"): "Huntington disease, Hodgkin disease, haemodialysis",
    ("conditions", "IC"): "interstitial cystitis, intracoronary, intracerebral",
    ("conditions", "graft"): "also a part of allograft, and no condition",
    ("conditions", "Autologous Mesenchymal Stem Cells"): "a treatment listed as a condition",
    ("countries", "IT"): "a word",
    ("countries", "IN"): "a word",
    ("countries", "NO"): "a word",
    ("routes", "infusion"): "may go anywhere",
    ("routes", "injection"): "may go anywhere",
}
"""What must not become a label, with the reason."""
MESH = ("mesh-headings", "mesh-diseases")
"""Schemes that hold another vocabulary's concepts, below our own conditions."""
COUNTS = {"conditions": 370, "countries": 249, "statuses": 14, "routes": 70, "tissues": 40} | {
    "organisations": 440
}
"""At least so many concepts (countries and statuses: just so many)."""


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: path.name)
def test_the_file_parses(path: Path) -> None:
    assert list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize("path", WITH_PREFIXES, ids=lambda path: path.name)
def test_prefixes_are_those_of_the_prefix_map(path: Path) -> None:
    used = dict(PREFIX.findall(path.read_text(encoding="utf-8")))
    used.pop("p", None)
    assert used == {prefix: iris.prefixes()[prefix] for prefix in used}


def test_the_prefix_map_is_all_that_its_file_declares() -> None:
    shacl = "http://www.w3.org/ns/shacl#"
    stated = schemes.parsed((ROOT / "ontology" / "prefixes.ttl").read_text(encoding="utf-8"))
    declared = stated.pop("https://w3id.org/msc-kg/prefixes")[f"{shacl}declare"]
    assert sorted(declared) == sorted(stated)
    assert iris.prefixes() == {
        each[f"{shacl}prefix"][0]: each[f"{shacl}namespace"][0] for each in stated.values()
    }


def test_a_namespace_has_one_prefix() -> None:
    assert len(set(iris.prefixes().values())) == len(iris.prefixes())


@pytest.mark.parametrize("name", schemes.names())
def test_a_scheme_is_well_formed(name: str) -> None:
    scheme = schemes.load(name)
    beside = set(schemes.load("conditions").concepts) if name in MESH else set()
    notations = [concept.notation for concept in scheme if concept.notation]
    assert len(set(notations)) == len(notations)
    for concept in scheme:
        assert concept.label.strip() == concept.label != ""
        assert set(concept.broader) <= set(scheme.concepts) | beside, concept.curie
        assert len(set(concept.labels)) == len(concept.labels), concept.curie
        assert not [text for text in concept.labels if text != " ".join(text.split())]


@pytest.mark.parametrize("name", schemes.names())
def test_no_concept_is_broader_than_itself(name: str) -> None:
    scheme = schemes.load(name)
    for concept in scheme:
        above = {iri for parent in concept.broader for iri in scheme.ancestors(parent)}
        assert concept.iri not in above, concept.curie


@pytest.mark.parametrize("name", sorted(set(schemes.names()) - set(MESH)))
def test_a_label_belongs_to_one_concept(name: str) -> None:
    owners: dict[str, set[str]] = {}
    for concept in schemes.load(name):
        for label in concept.labels:
            key = normal(label) or label
            owners.setdefault(key, set()).add(concept.curie)
    several = {key for key, curies in owners.items() if len(curies) > 1}
    assert several == {label for scheme, label in SHARED_LABELS if scheme == name}


def test_headings_of_mesh_are_in_one_scheme_with_their_published_labels(shared: Path) -> None:
    headings = [concept for name in MESH for concept in schemes.load(name)]
    published = tables.published_labels(shared)
    assert len(headings) > 5000
    assert len({concept.iri for concept in headings}) == len(headings)
    assert not [c.curie for c in headings if c.label not in published[c.curie]]
    assert all(concept.curie == f"mesh:{concept.notation}" for concept in headings)


def test_a_heading_leads_to_conditions_unless_one_matches_it() -> None:
    below = [c for name in MESH for c in schemes.load(name) if c.broader]
    assert len(below) > 3000
    exact = {
        m.curie
        for c in schemes.load("conditions")
        for m in c.matches
        if m.predicate == "exactMatch"
    }
    assert not exact & {concept.curie for concept in below}


@pytest.mark.parametrize(("name", "label"), NO_LABELS)
def test_a_misleading_word_is_no_label(name: str, label: str) -> None:
    owners = [c.curie for c in schemes.load(name) if label in c.labels]
    assert not owners, NO_LABELS[name, label]


@pytest.mark.parametrize("label", ["CAN", "ALL"])
def test_abbreviations_that_are_words_are_hidden(label: str) -> None:
    owners = [c for c in schemes.load("conditions") if label in c.labels]
    assert [label in concept.hidden_labels for concept in owners] == [True]


def test_the_schemes_are_complete() -> None:
    sizes = {name: len(schemes.load(name).concepts) for name in COUNTS}
    assert all(sizes[name] >= least for name, least in COUNTS.items()), sizes
    assert sizes["countries"] == 249
    assert sizes["statuses"] == 14


def test_countries_carry_their_code_as_notation() -> None:
    code = f"{iris.prefixes()['msc']}isoCode"
    for concept in schemes.load("countries"):
        assert concept.properties[code] == (concept.notation,)
        assert concept.curie == f"country:{concept.notation}"


def test_organisations_are_named_by_their_label() -> None:
    for concept in schemes.load("organisations"):
        assert concept.iri == iris.organization(concept.label)
        assert concept.properties[f"{iris.prefixes()['msc']}country"][0] in {
            country.iri for country in schemes.load("countries")
        }


def test_composite_cell_types_name_tissues() -> None:
    tissues = set(schemes.load("tissues").concepts)
    source = f"{iris.prefixes()['msc']}tissueSource"
    named = [c.properties[source] for c in schemes.load("cell-types") if source in c.properties]
    assert len(named) >= 30
    assert {iri for values in named for iri in values} <= tissues


@pytest.mark.parametrize("name", tables.MAPPED)
def test_a_mapping_set_holds_the_matches_of_the_schemes(name: str) -> None:
    head, rows = tables.sssom(tables.MAPPINGS / f"{name}.sssom.tsv")
    triples = [(row["subject_id"], row["predicate_id"], row["object_id"]) for row in rows]
    assert set(triples) == tables.matches(tables.MAPPED[name])
    assert triples == sorted(set(triples))
    labels = {concept.curie: concept.label for concept in tables.every_concept()}
    assert {r["subject_id"]: r["subject_label"] for r in rows}.items() <= labels.items()
    assert all(row["object_label"] and row["object_source_version"] for row in rows)
    assert f"mapping_set_id: {iris.BASE}mappings/{name}" in head


@pytest.mark.parametrize("path", sorted(tables.MAPPINGS.glob("*.tsv")), ids=lambda path: path.name)
def test_a_mapping_set_declares_its_prefixes_and_licence(path: Path) -> None:
    head, rows = tables.sssom(path)
    declared = dict(re.findall(r"^\s+([\w-]+): (\S+)$", "\n".join(head), re.MULTILINE))
    columns = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    used = {row[column].partition(":")[0] for row in rows for column in columns if row.get(column)}
    assert declared == {prefix: iris.prefixes()[prefix] for prefix in declared}
    assert used <= set(declared)
    assert "license: https://creativecommons.org/publicdomain/zero/1.0/" in head


def test_wrong_matches_are_blocked() -> None:
    _, rows = tables.sssom(tables.MAPPINGS / "conditions-blocked.sssom.tsv")
    wrong = {(row["subject_id"], row["predicate_id"], row["object_id"]) for row in rows}
    assert ("cond:chronic-allograft-nephropathy", "skos:exactMatch", "MONDO:0012833") in wrong
    assert all(row["predicate_modifier"] == "Not" for row in rows)
    assert not wrong & tables.matches(("conditions",))


def test_nothing_matches_a_craniofacial_syndrome() -> None:
    matched = {match.curie for concept in tables.every_concept() for match in concept.matches}
    assert "MONDO:0012833" not in matched


def test_sjogren_syndrome_is_not_below_rheumatoid_arthritis() -> None:
    above = schemes.load("conditions").ancestors(iris.expand("cond:sjogren-syndrome"))
    assert iris.expand("cond:rheumatoid-arthritis") not in above


@pytest.mark.parametrize(
    "kind", ["acute-gvhd", "chronic-gvhd", "steroid-refractory-gvhd", "extensive-chronic-gvhd"]
)
def test_kinds_of_gvhd_are_below_gvhd(kind: str) -> None:
    above = schemes.load("conditions").ancestors(iris.expand(f"cond:{kind}"))
    assert iris.expand("cond:gvhd") in above


def test_ids_of_vocabularies_that_are_not_free_stay_out() -> None:
    matched = {match.iri for concept in tables.every_concept() for match in concept.matches}
    assert not [iri for iri in matched if "snomed" in iri or "umls" in iri]


def test_external_labels_are_the_published_ones(shared: Path) -> None:
    published = tables.published_labels(shared)
    notes = " ".join(row["note"] for row in tables.rows(shared, "disease_concepts"))
    wrong = {}
    for name in (*tables.MAPPED, "conditions-blocked"):
        for row in tables.sssom(tables.MAPPINGS / f"{name}.sssom.tsv")[1]:
            curie, label = row["object_id"], row["object_label"]
            if label not in published.get(curie, ()) and f"{curie} {label}" not in notes:
                wrong[curie] = (label, published.get(curie))
    assert not wrong


def test_labels_of_aligned_terms_are_the_published_ones(shared: Path) -> None:
    text = "\n".join(
        " ".join(row.values())
        for name in ("ontology_classes", "ontology_properties")
        for row in tables.rows(shared, name)
    )
    content = (ROOT / "ontology" / "alignments.ttl").read_bytes()
    quads = list(ox.parse(content, format=ox.RdfFormat.TURTLE))
    external = {
        iris.compress(q.object.value) for q in quads if isinstance(q.object, ox.NamedNode)
    } - {"dcat:CatalogRecord", "foaf:primaryTopic", "prov:Entity", "schema:Organization"}
    assert not [curie for curie in external if curie not in text]
    for quad in quads:
        if isinstance(quad.object, ox.Literal):
            assert f"{iris.compress(str(quad.subject)[1:-1])} ({quad.object.value})" in text


def test_the_verified_conditions_are_all_there(shared: Path) -> None:
    conditions = schemes.load("conditions")
    for row in tables.rows(shared, "disease_concepts"):
        concept = conditions.concepts[iris.expand(row["concept"])]
        assert concept.label == row["prefLabel"]
        assert {iris.expand(curie) for curie in row["broader"].split()} <= set(concept.broader)
    assert len(tables.rows(shared, "disease_concepts")) == 48


def test_printed_conditions_have_a_label(shared: Path) -> None:
    labels = {
        normal(label): concept.curie
        for concept in schemes.load("conditions")
        for label in concept.labels
    }
    for row in tables.rows(shared, "condition_label_grounding"):
        concepts = row["concepts"].split()
        if row["where"] in {"column value", "condition"} and len(concepts) == 1:
            expected = None if concepts == ["(none)"] else concepts[0]
            assert labels.get(normal(row["as_printed"])) == expected, row["as_printed"]


def test_sponsors_match_the_records_that_were_found(shared: Path) -> None:
    labels = {
        label.casefold(): concept
        for concept in schemes.load("organisations")
        for label in concept.labels
    }
    for row in tables.rows(shared, "sponsors"):
        printed = re.sub(r" \(.*\)$", "", row["as_printed"])
        concept = labels.get(printed.casefold()) or labels[printed.rpartition(", ")[0].casefold()]
        found = {(f"skos:{match.predicate}", match.iri) for match in concept.matches}
        assert found == ({(row["match"], row["ror"])} if row["ror"] else set())
        assert concept.properties[f"{iris.prefixes()['msc']}country"] == (
            iris.expand(f"country:{row['country_iso2']}"),
        )


def test_three_organisations_of_nanjing() -> None:
    labels = {label: c for c in schemes.load("organisations") for label in c.labels}
    names = ("Nanjing University", "Nanjing Medical University", "Nanjing Drum Tower Hospital")
    assert len({labels[name].iri for name in names}) == 3
    assert len({labels[name].matches for name in names}) == 3
