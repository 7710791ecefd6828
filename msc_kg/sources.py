"""From what a user names - files, folders, archives, standard input - to documents.

What cannot be read becomes a reject with its reason; the rest goes on.
"""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from msc_kg.archives import unpacked
from msc_kg.documents import Document
from msc_kg.records import Reject

STANDARD_INPUT = "-"
"""The source that means standard input."""


@dataclass(frozen=True)
class _Found:
    """A document and the folders above what it is named by, the outermost first."""

    document: Document
    above: tuple[str, ...]

    @property
    def order(self) -> tuple[str, tuple[str, ...]]:
        return self.document.name, self.above


@dataclass(frozen=True)
class _File:
    """A file to read, the name it is cited by, and the folders above that."""

    path: Path
    name: str
    above: tuple[str, ...]


@dataclass(frozen=True)
class Gathered:
    """The documents in the order of their digests, rejects, and the names of duplicates."""

    documents: list[Document]
    rejects: list[Reject]
    duplicates: list[str]


def gather(sources: Iterable[str | Path]) -> Gathered:
    """Read files, folders, ``.zip``, ``.tar``, ``.tar.gz`` and ``.gz`` archives, or "-".

    Equal bytes are one document. A document is named by its path below the source; documents
    that would share a name get as many of the folders above as tell them apart.
    """
    found: dict[str, _Found] = {}
    names: list[str] = []
    rejects: list[Reject] = []
    for item in _read(sources):
        if isinstance(item, Reject):
            rejects.append(item)
            continue
        names.append(item.document.name)
        known = found.setdefault(item.document.sha256, item)
        found[item.document.sha256] = min(known, item, key=lambda each: each.order)
    for kept in found.values():
        names.remove(kept.document.name)
    ordered = [found[digest] for digest in sorted(found)]
    return Gathered(_with_own_names(ordered), rejects, sorted(names))


def _read(sources: Iterable[str | Path]) -> Iterator[_Found | Reject]:
    for source in sources:
        for file in _files(source):
            if isinstance(file, Reject):
                yield file
                continue
            for item in _documents(file):
                yield item if isinstance(item, Reject) else _Found(item, file.above)


def _documents(file: _File) -> Iterator[Document | Reject]:
    standard_input = str(file.path) == STANDARD_INPUT
    try:
        content = sys.stdin.buffer.read() if standard_input else file.path.read_bytes()
    except OSError as error:
        yield _unreadable(file.name, "file", error)
        return
    yield from unpacked(file.name, content)


def _files(source: str | Path) -> Iterator[_File | Reject]:
    """Yield the files below a source; hidden ones below a folder are left out."""
    path = Path(source)
    if str(source) == STANDARD_INPUT:
        yield _File(path, "standard-input", ())
        return
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        dangling = path.is_symlink()
        reason = f"dangling link to {path.readlink()}" if dangling else "no such file or folder"
        yield _reject(str(source), "source", f"{reason}; check the path")
    except OSError as error:
        yield _unreadable(str(source), "source", error)
    else:
        full = Path(os.path.abspath(path))  # noqa: PTH100 (resolve() would follow links)
        if stat.S_ISDIR(mode):
            yield from _below(path, full.parts[1:])
        else:
            yield _File(path, _readable(full.name), full.parts[1:-1])


def _below(folder: Path, above: tuple[str, ...]) -> Iterator[_File | Reject]:
    """Yield the files below a folder; each folder is entered once, links to folders too."""
    problems: list[OSError] = []
    seen: set[tuple[int, int]] = set()
    for place, inner, names in os.walk(folder, followlinks=True, onerror=problems.append):
        here = Path(place)
        entered = here.stat()
        if (entered.st_dev, entered.st_ino) in seen:
            inner.clear()
            continue
        seen.add((entered.st_dev, entered.st_ino))
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            yield _file(here / name, _cited(here / name, folder), above)
    for problem in problems:
        yield _unreadable(_cited(Path(problem.filename), folder), "folder", problem)


def _file(path: Path, name: str, above: tuple[str, ...]) -> _File | Reject:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        reason = "dangling link; mend or remove it"
        return _reject(name, "file", reason)
    except OSError as error:
        return _unreadable(name, "file", error)
    if not stat.S_ISREG(mode):
        return _reject(name, "file", "neither a file nor a folder; leave it out")
    return _File(path, name, above)


def _cited(path: Path, folder: Path) -> str:
    inner = path.relative_to(folder).as_posix()
    return _readable(inner if inner != "." else str(folder))


def _readable(name: str) -> str:
    """Return a file name as text; bytes that are no UTF-8 are replaced."""
    return os.fsencode(name).decode("utf-8", "replace")


def _unreadable(name: str, place: str, error: OSError) -> Reject:
    return _reject(name, place, f"cannot be read ({error.strerror}); check its permissions")


def _reject(name: str, place: str, reason: str) -> Reject:
    return Reject(document=_readable(name), place=place, text="", reason=reason)


def _with_own_names(found: list[_Found]) -> list[Document]:
    """Return the documents, those that share a name told apart; whatever their order."""
    named = [(each, each.document.name) for each in _apart_in_one_place(found)]
    for depth in range(1, 1 + max((len(each.above) for each in found), default=0)):
        shared = _shared(name for _, name in named)
        if not shared:
            break
        named = [
            (each, _below_folders(each, depth) if name in shared else name) for each, name in named
        ]
    shared = _shared(name for _, name in named)
    return [
        replace(each.document, name=_with_digest(name, each.document) if name in shared else name)
        for each, name in named
    ]


def _apart_in_one_place(found: list[_Found]) -> list[_Found]:
    """Add digests to the names that no folder tells apart, as of two members of an archive."""
    count: dict[tuple[str, tuple[str, ...]], int] = {}
    for each in found:
        count[each.order] = count.get(each.order, 0) + 1
    return [
        replace(each, document=_digested(each.document)) if count[each.order] > 1 else each
        for each in found
    ]


def _shared(names: Iterable[str]) -> set[str]:
    return {name for name, group in groupby(sorted(names)) if len(list(group)) > 1}


def _below_folders(found: _Found, depth: int) -> str:
    return "/".join((*map(_readable, found.above[-depth:]), found.document.name))


def _digested(document: Document) -> Document:
    return replace(document, name=_with_digest(document.name, document))


def _with_digest(name: str, document: Document) -> str:
    return f"{name} ({document.sha256[:8]})"
