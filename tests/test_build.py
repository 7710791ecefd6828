"""The whole way from documents to the folder: same bytes, nothing lost, nothing half done."""

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from gathered import gather

from msc_kg import folder, resources
from msc_kg.build import build
from msc_kg.errors import InputError
from msc_kg.vocab import msc

SEEDS = sorted(resources.folder("seeds").glob("*.txt"))


def contents(path: Path) -> dict[str, bytes]:
    """Return the files of a folder by name."""
    return {file.name: file.read_bytes() for file in sorted(path.iterdir())}


def quads(path: Path) -> list[ox.Quad]:
    """Return the quads of a folder."""
    return list(ox.parse(path=str(path / folder.QUADS), format=ox.RdfFormat.N_QUADS))


def trials(statements: list[ox.Quad]) -> set[str]:
    """Return the trials."""
    return {str(quad.subject) for quad in statements if str(quad.object) == f"<{msc.Trial}>"}


def described(statements: list[ox.Quad]) -> set[str]:
    """Return the trials that records are about."""
    return {str(quad.object) for quad in statements if quad.predicate.value == msc.about.iri}


def test_the_folder_has_every_file(seeds_folder: Path) -> None:
    assert sorted(contents(seeds_folder)) == sorted(folder.FILES)
    assert contents(seeds_folder)[folder.REJECTS] == b""


def test_the_manifest_tells_inputs_and_counts(seeds_folder: Path) -> None:
    manifest = json.loads(contents(seeds_folder)[folder.MANIFEST])
    assert len(SEEDS) == 5
    assert manifest["counts"]["documents"] == 5
    assert manifest["counts"]["records_by_kind"] == {"registry-record": 3, "review-row": 75}
    named = len(trials(quads(seeds_folder)) - described(quads(seeds_folder)))
    assert manifest["counts"]["trials"] == len(described(quads(seeds_folder)))
    assert manifest["counts"]["trials_only_named"] == named > 0
    assert manifest["counts"]["quads"] == len(quads(seeds_folder))
    assert {entry["name"] for entry in manifest["inputs"]} == {path.name for path in SEEDS}


def test_the_order_of_the_sources_does_not_matter(tmp_path: Path, seeds_folder: Path) -> None:
    build(list(reversed(SEEDS)), tmp_path / "kg")
    assert contents(tmp_path / "kg") == contents(seeds_folder)


@pytest.mark.parametrize("seed", ["1", "77"])
def test_the_hash_seed_does_not_matter(tmp_path: Path, seeds_folder: Path, seed: str) -> None:
    command = [sys.executable, "-m", "msc_kg", "build", "-o", str(tmp_path / "kg"), "--quiet"]
    subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    assert contents(tmp_path / "kg") == contents(seeds_folder)


def test_no_blank_nodes(seeds_folder: Path) -> None:
    for quad in quads(seeds_folder):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        assert isinstance(quad.graph_name, ox.NamedNode)


def test_every_node_has_one_label_or_more(seeds_folder: Path) -> None:
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    found = quads(seeds_folder)
    subjects = {str(quad.subject) for quad in found}
    labelled = {str(quad.subject) for quad in found if quad.predicate.value == label}
    assert subjects - labelled == set()


def test_one_named_graph_a_document(seeds_folder: Path) -> None:
    graphs = {quad.graph_name.value.rpartition("/")[2] for quad in quads(seeds_folder)
              if isinstance(quad.graph_name, ox.NamedNode)}  # fmt: skip
    manifest = json.loads(contents(seeds_folder)[folder.MANIFEST])
    digests = {entry["sha256"][:16] for entry in manifest["inputs"]}
    assert graphs == digests | {"accepted", "vocabulary"}


def test_turtle_holds_the_same_triples(seeds_folder: Path) -> None:
    turtle = ox.parse(path=str(seeds_folder / folder.TURTLE), format=ox.RdfFormat.TURTLE)
    assert {quad.triple for quad in turtle} == {quad.triple for quad in quads(seeds_folder)}


def test_rdflib_reads_turtle_to_the_same_triples(seeds_folder: Path) -> None:
    import rdflib

    graph = rdflib.Graph().parse(seeds_folder / folder.TURTLE)
    plain = ox.serialize(
        {quad.triple for quad in quads(seeds_folder)}, format=ox.RdfFormat.N_TRIPLES
    )
    assert plain is not None
    other = rdflib.Graph().parse(data=plain, format="nt")
    assert set(graph) == set(other)


def test_replacing_one_document_replaces_one_graph(tmp_path: Path, seeds_folder: Path) -> None:
    changed = tmp_path / "in"
    changed.mkdir()
    for path in SEEDS:
        text = path.read_text(encoding="utf-8")
        if path.name == "NCT03778333.txt":
            text = text.replace("7 participants", "8 participants")
        (changed / path.name).write_text(text, encoding="utf-8")
    build([changed], tmp_path / "kg")
    before = {q for q in quads(seeds_folder) if "/graph/accepted" not in str(q.graph_name)}
    after = {q for q in quads(tmp_path / "kg") if "/graph/accepted" not in str(q.graph_name)}
    assert len({str(quad.graph_name) for quad in before - after}) == 1
    assert len({str(quad.graph_name) for quad in after - before}) == 1


def test_archives_are_unpacked(tmp_path: Path, seeds_folder: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for path in SEEDS[:2]:
            archive.write(path, path.name)
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as tar:
        tar.add(SEEDS[2], SEEDS[2].name)
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(SEEDS[3].read_bytes()))
    sources = [tmp_path / "a.zip", tmp_path / "b.tar.gz", tmp_path / "c.txt.gz", SEEDS[4]]
    found = gather(sources)
    assert len(found.documents) == 5
    assert not found.rejects
    assert not found.duplicates


def test_the_same_bytes_twice_are_one_document(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_bytes(SEEDS[0].read_bytes())
    found = gather([tmp_path])
    assert [document.name for document in found.documents] == ["a.txt"]
    assert found.duplicates == ["b.txt"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("binary.bin", b"\0\1\2" * 300),
        ("prose.txt", b"Nothing about any trial stands in these words. " * 20),
        ("broken.zip", b"PK\3\4 this is no archive"),
        ("broken.gz", gzip.compress(b"x" * 5000)[:20]),
        ("broken.tar.gz", gzip.compress(b"x" * 5000)),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_bad_input_is_rejected_and_the_rest_is_built(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    result = build([tmp_path / name, *SEEDS], tmp_path / "kg")
    assert result.records == 78
    assert result.rejected_documents == (name,)
    (line,) = contents(tmp_path / "kg")[folder.REJECTS].splitlines()
    reject = json.loads(line)
    assert reject["document"] == name
    assert reject["reason"]


def test_nothing_usable_is_an_error_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(InputError, match="nothing usable"):
        build([tmp_path / "empty.txt"], tmp_path / "kg")
    assert not (tmp_path / "kg").exists()


def test_only_missing_paths_are_an_error() -> None:
    with pytest.raises(InputError, match=r"no-such-file\.txt: no such file"):
        build(["no-such-file.txt"], Path("kg"))


def test_a_missing_path_does_not_stop_the_rest(tmp_path: Path) -> None:
    result = build(["no-such-file.txt", *SEEDS], tmp_path / "kg")
    assert result.records == 78
    assert result.rejected_documents == ("no-such-file.txt",)
    reject = json.loads(contents(tmp_path / "kg")[folder.REJECTS])
    assert reject["reason"] == "no such file or folder; check the path"


def test_a_folder_that_is_no_graph_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="not replaced"):
        build([], tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_an_interruption_leaves_the_old_folder_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(SEEDS[:1], tmp_path / "kg")
    before = contents(tmp_path / "kg")

    def interrupt(*_: object, **__: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("msc_kg.build.merge_shards", interrupt)
        with pytest.raises(KeyboardInterrupt):
            build(SEEDS, tmp_path / "kg")
    assert contents(tmp_path / "kg") == before
    work = tmp_path / ".kg.msc-kg-work"
    assert sorted(path.name for path in tmp_path.iterdir()) == [work.name, "kg"]
    build(SEEDS, tmp_path / "kg", resume=True)
    assert not work.exists()


def test_an_interruption_between_the_renames_restores_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(SEEDS[:1], tmp_path / "kg")
    before = contents(tmp_path / "kg")
    rename = Path.rename

    def interrupt(self: Path, target: Path) -> Path:
        if Path(target).name == "kg" and not self.name.endswith("-old"):
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build(SEEDS, tmp_path / "kg")
    assert contents(tmp_path / "kg") == before
    assert [path.name for path in tmp_path.iterdir() if "work" not in path.name] == ["kg"]


def test_what_killed_builds_left_is_cleared(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    ours = tmp_path / f".kg.msc-kg-{gone.pid}-abcdefgh"
    others = [
        tmp_path / f".kg.msc-kg-{os.getpid()}-abcdefgh",
        tmp_path / f"{ours}x",
        tmp_path / ".kg-a",
    ]
    for path in (ours, *others):
        path.mkdir()
    (others[1] / "thesis.txt").write_text("mine")
    old = tmp_path / f"{ours.name}-old"
    build(SEEDS[:1], old)
    saved = contents(old)
    with pytest.raises(InputError):
        build(["nosuch"], tmp_path / "kg")
    with pytest.raises(KeyboardInterrupt), folder.replacing(tmp_path / "kg"):
        raise KeyboardInterrupt
    assert contents(tmp_path / "kg") == saved
    assert sorted(tmp_path.iterdir()) == sorted([*others, tmp_path / "kg"])


def test_a_link_is_followed(tmp_path: Path) -> None:
    build(SEEDS[:1], tmp_path / "real")
    (tmp_path / "kg").symlink_to("real")
    build(SEEDS[:2], tmp_path / "kg")
    assert (tmp_path / "kg").is_symlink()
    assert len(json.loads(contents(tmp_path / "real")[folder.MANIFEST])["inputs"]) == 2


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(SEEDS[0].read_bytes()))
    monkeypatch.setattr(sys, "stdin", stream)
    found = gather(["-"])
    assert [document.name for document in found.documents] == ["standard-input"]
    assert not found.rejects
