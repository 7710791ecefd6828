"""From what a user names - files, folders, archives, standard input - to documents.

What cannot be read becomes a reject with its reason; the rest goes on.
"""

import os
import stat
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct, structs

from msc_kg.archives import spooled, unpacked
from msc_kg.documents import StoredDocument
from msc_kg.records import Reject
from msc_kg.table_sets import may_be_table, table_set, tables_among

STANDARD_INPUT = "-"
"""The source that means standard input."""


class SourceFile(Struct, frozen=True):
    """A file to read, the name it is cited by, and the folders above that.

    It may be a folder whose ``tables`` are read together (see :mod:`msc_kg.table_sets`).
    """

    path: Path
    name: str
    above: tuple[str, ...]
    tables: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, tuple[str, ...]]:
        """What files are sorted by."""
        return self.name, self.above

    @property
    def stored_bytes(self) -> int:
        """Its size in bytes; 0 if it has none."""
        if self.tables:
            return sum(_size(self.path / name) for name in self.tables)
        return _size(self.path)


class Found(Struct, frozen=True):
    """The files below the sources, in the order of their names, and what is none."""

    files: tuple[SourceFile, ...]
    rejects: tuple[Reject, ...]

    @property
    def stored_bytes(self) -> int:
        """The size of all files that have one, in bytes."""
        return sum(file.stored_bytes for file in self.files)


def find(sources: Iterable[str | Path]) -> Found:
    """Return the files that sources - files, folders, archives, or "-" - stand for.

    A file is named by its path below its source; files that would share a name get as many of
    the folders above as tell them apart. Their order does not depend on that of the sources.
    """
    files: dict[Path, SourceFile] = {}
    rejects: list[Reject] = []
    for source in sources:
        for item in _files(source):
            if isinstance(item, Reject):
                rejects.append(item)
            else:
                known = files.setdefault(_whole(item.path), item)
                files[_whole(item.path)] = min(known, item, key=lambda each: each.order)
    ordered = sorted(_with_own_names(list(files.values())), key=lambda file: file.order)
    return Found(tuple(ordered), tuple(sorted(rejects, key=lambda r: (r.document, r.reason))))


def documents(file: SourceFile) -> Iterator[StoredDocument | Reject]:
    """Yield the documents in a file, several when it is an archive.

    A document can be read until the next is asked for.
    """
    if file.tables:
        yield table_set(file.name, (_table(file.path, name) for name in file.tables))
        return
    try:
        if str(file.path) == STANDARD_INPUT:
            opened = spooled(sys.stdin.buffer)
        else:
            opened = lambda: file.path.open("rb")  # noqa: E731
            opened().close()
    except OSError as error:
        yield _unreadable(file.name, "file", error)
        return
    yield from unpacked(file.name, _size(file.path), opened)


def _table(folder: Path, name: str) -> StoredDocument:
    path = folder / name
    return StoredDocument(_readable(name), _size(path), lambda: path.open("rb"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _whole(path: Path) -> Path:
    return path if str(path) == STANDARD_INPUT else Path(os.path.abspath(path))  # noqa: PTH100


def _files(source: str | Path) -> Iterator[SourceFile | Reject]:
    """Yield the files below a source; hidden ones below a folder are left out."""
    path = Path(source)
    if str(source) == STANDARD_INPUT:
        yield SourceFile(path, "standard-input", ())
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
        full = _whole(path)
        if stat.S_ISDIR(mode):
            yield from _below(path, full.parts[1:])
        else:
            yield SourceFile(path, _readable(full.name), full.parts[1:-1])


def _below(folder: Path, above: tuple[str, ...]) -> Iterator[SourceFile | Reject]:
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
        shown = sorted(name for name in names if not name.startswith("."))
        tables = _tables(here, shown)
        if tables:
            yield _tables_file(here, folder, above, tables)
        for name in shown:
            if name not in tables:
                yield _file(here / name, _cited(here / name, folder), above)
    for problem in problems:
        yield _unreadable(_cited(Path(problem.filename), folder), "folder", problem)


def _tables_file(
    here: Path, folder: Path, above: tuple[str, ...], tables: tuple[str, ...]
) -> SourceFile:
    """Return a set of tables; one in the source itself is named as that folder."""
    if here != folder or not above:
        return SourceFile(here, _cited(here, folder), above, tables)
    return SourceFile(here, _readable(above[-1]), above[:-1], tables)


def _tables(folder: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Return the files of a folder that are a set of tables."""
    regular = (name for name in names if may_be_table(name) and (folder / name).is_file())
    return tables_among(regular, lambda name: (folder / name).open("rb"))


def _file(path: Path, name: str, above: tuple[str, ...]) -> SourceFile | Reject:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        reason = "dangling link; mend or remove it"
        return _reject(name, "file", reason)
    except OSError as error:
        return _unreadable(name, "file", error)
    if not stat.S_ISREG(mode):
        return _reject(name, "file", "neither a file nor a folder; leave it out")
    return SourceFile(path, name, above)


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


def _with_own_names(found: list[SourceFile]) -> list[SourceFile]:
    """Return the files, those that share a name told apart; whatever their order."""
    named = [(file, file.name) for file in found]
    for depth in range(1, 1 + max((len(file.above) for file in found), default=0)):
        count = Counter(name for _, name in named)
        if len(count) == len(named):
            break
        named = [
            (file, _below_folders(file, depth) if count[name] > 1 else name) for file, name in named
        ]
    return [structs.replace(file, name=name) for file, name in named]


def _below_folders(file: SourceFile, depth: int) -> str:
    return "/".join((*map(_readable, file.above[-depth:]), file.name))
