"""What users name: files, folders, archives; nothing vanishes, and names stay apart."""

import gzip
import io
import itertools
import os
import sys
import tarfile
import warnings
import zipfile
from functools import partial
from pathlib import Path

import pytest
from gathered import gather
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import archives
from msc_kg.archives import unpacked
from msc_kg.documents import StoredDocument
from msc_kg.records import Reject


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip archive of some members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def told(name: str, content: bytes) -> list[str]:
    """Return the names of documents and the reasons of rejects, in order."""
    opened = partial(io.BytesIO, content)
    return [
        item.name if isinstance(item, StoredDocument) else f"{item.document}: {item.reason}"
        for item in unpacked(name, len(content), opened)
    ]


def test_archives_within_archives_are_unpacked_three_deep() -> None:
    content = zipped({"a.txt": b"a"})
    name = "1.zip"
    for number in (2, 3):
        content = zipped({name: content})
        name = f"{number}.zip"
    assert told(name, content) == ["3.zip/2.zip/1.zip/a.txt"]
    (reason,) = told("4.zip", zipped({name: content}))
    assert reason.startswith("4.zip/3.zip/2.zip/1.zip: an archive within 3 archives")


def test_a_broken_member_leaves_the_others() -> None:
    content = zipped({"a.zip": b"PK\3\4 nothing", "b.txt": b"b"})
    first, second = told("both.zip", content)
    assert first.startswith("both.zip/a.zip: the archive cannot be unpacked")
    assert "download it again" in first
    assert second == "both.zip/b.txt"


def test_what_archives_unpack_to_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1000)
    monkeypatch.setattr(archives, "MAX_RATIO", 0)
    content = zipped({f"{number}.txt": b"x" * 1000 for number in range(5)})
    *read, last = told("a.zip", content)
    assert read == [f"a.zip/{number}.txt" for number in range(len(read))]
    assert 1 <= len(read) < 5
    assert last.startswith("a.zip: unpacks to more than")
    assert last.endswith("split it")


def test_a_bomb_ends_in_a_reject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1024**2)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(gzip.compress(b"0" * 200 * 1024**2)))
    found = gather([tmp_path])
    assert not found.documents
    (reject,) = found.rejects
    assert reject.document == "bomb.gz"
    assert "unpacks to more than" in reject.reason


def test_standard_input_is_unpacked_by_its_first_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as archive:
        entry = tarfile.TarInfo("a.txt")
        entry.size = 1
        archive.addfile(entry, io.BytesIO(b"a"))
    expected = {
        gzip.compress(b"a"): "standard-input",
        tar.getvalue(): "standard-input/a.txt",
        zipped({"a.txt": b"a"}): "standard-input/a.txt",
    }
    for content, name in expected.items():
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        (document,) = gather(["-"]).documents
        assert (document.name, document.content) == (name, b"a")


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(["a.zip", "a.tar", "a.tar.gz", "a.gz", "a"]), st.binary(max_size=80))
def test_no_bytes_raise(name: str, content: bytes) -> None:
    for head in (b"", b"PK\3\4", b"\x1f\x8b\x08\0"):
        told(name, head + content)


def test_links_and_odd_files_do_not_vanish(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b.txt").write_text("b")
    (tmp_path / "in" / "dangling.txt").symlink_to("nothing")
    (tmp_path / "in" / "linked").symlink_to(tmp_path / "other")
    (tmp_path / "other" / "round").symlink_to(tmp_path / "in")
    (tmp_path / "in" / ".hidden").write_text("h")
    os.mkfifo(tmp_path / "in" / "pipe")
    found = gather([tmp_path / "in"])
    assert [document.name for document in found.documents] == ["linked/b.txt"]
    reasons = {reject.document: reject.reason for reject in found.rejects}
    assert reasons == {
        "dangling.txt": "dangling link; mend or remove it",
        "pipe": "neither a file nor a folder; leave it out",
    }
    (reject,) = gather([tmp_path / "in" / "dangling.txt"]).rejects
    assert reject.reason == "dangling link to nothing; check the path"


def test_an_unreadable_folder_is_a_reject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "a.txt").write_text("a")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if os.fspath(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = gather([tmp_path])
    assert [document.name for document in found.documents] == ["a.txt"]
    assert found.rejects == [
        Reject("locked", "folder", "", "cannot be read (Permission denied); check its permissions")
    ]


def test_documents_of_one_name_are_told_apart_whatever_the_order(tmp_path: Path) -> None:
    for number, folder in enumerate(("x/one", "y/one", "two", "one")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "r.txt").write_text(f"text {number}")
    sources = [tmp_path / "x" / "one", tmp_path / "y" / "one", tmp_path / "two" / "r.txt"]
    for order in itertools.permutations(sources):
        found = gather(order)
        names = {document.content: document.name for document in found.documents}
        assert names == {
            b"text 0": "x/one/r.txt", b"text 1": "y/one/r.txt", b"text 2": "two/r.txt"
        }  # fmt: skip
    (document,) = gather(sources[2:]).documents
    assert document.name == "r.txt"


def test_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("plain")
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"packed"))
    names = [document.name for document in gather([tmp_path]).documents]
    assert names == ["a.txt", "a.txt.gz"]
    with (
        warnings.catch_warnings(action="ignore"),
        zipfile.ZipFile(tmp_path / "b.zip", "w") as archive,
    ):
        archive.writestr("c.txt", "one")
        archive.writestr("c.txt", "two")
    names = [document.name for document in gather([tmp_path / "b.zip"]).documents]
    assert names == ["b.zip/c.txt", "b.zip/c.txt (2)"]


def test_names_that_are_no_utf8_become_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("a")
    (document,) = gather([tmp_path]).documents
    assert document.name == "caf�.txt"
