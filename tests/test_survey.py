"""The first reading of a document: digest, size, and what is held of it."""

import gzip
import hashlib
import io
from pathlib import Path
from typing import IO

import pytest

from msc_kg import survey
from msc_kg.batches import batches
from msc_kg.documents import StoredDocument
from msc_kg.sources import find
from msc_kg.survey import surveyed

CONTENT = b"0123456789" * 200_000


def stored(content: bytes, tables: tuple[StoredDocument, ...] = ()) -> StoredDocument:
    return StoredDocument("a.txt", len(content), lambda: io.BytesIO(content), tables)


def test_what_is_not_large_is_held() -> None:
    found = surveyed(stored(CONTENT))
    assert (found.size, found.digest) == (len(CONTENT), hashlib.sha256(CONTENT).digest())
    assert found.content == CONTENT
    assert CONTENT.startswith(found.head)


def test_what_is_large_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "KEPT_BYTES", len(CONTENT) - 1)
    found = surveyed(stored(CONTENT))
    assert found.content is None
    assert found.digest == hashlib.sha256(CONTENT).digest()


def test_no_table_of_a_set_is_held() -> None:
    assert surveyed(stored(b"", (stored(CONTENT), stored(CONTENT)))).content is None


def test_batches_are_the_same_held_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = b'{"protocolSection": {"identificationModule": {"nctId": "NCT%08d"}}}\n'
    studies = b"".join(study % number for number in range(1, 40))
    (tmp_path / "studies.ndjson.gz").write_bytes(gzip.compress(studies))
    (tmp_path / "page.txt").write_bytes(b"NCT00000001 | MSC | GVHD\n")
    held = [batch.pieces for batch in batches(find([tmp_path]))]
    monkeypatch.setattr(survey, "KEPT_BYTES", 0)
    assert [batch.pieces for batch in batches(find([tmp_path]))] == held
    assert sum(len(piece.entries) for pieces in held for piece in pieces) == 39


def test_a_damaged_one_is_held_up_to_the_damage(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise EOFError("it ends too early")
            return super().read1(1000)

    def opened() -> IO[bytes]:
        return Broken(CONTENT)

    found = surveyed(StoredDocument("a.txt", 1, opened))
    assert found.problem == "it ends too early"
    assert found.size == 1000
