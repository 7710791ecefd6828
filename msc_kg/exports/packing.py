"""Exports of several files: into a folder, or a ``.zip`` whose bytes tell no date or machine."""

import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import orjson

from msc_kg.errors import InputError

CONTENTS = "export.json"
"""The file that names the format and the files of an export; only such a folder is replaced."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_files(write: Callable[[Path], None], target: Path, format_: str) -> None:
    """Write files into a new folder, or a ``.zip``, that takes the place of ``target``.

    ``target`` stays as it was when something goes wrong.

    Raises:
        InputError: ``target`` exists and is no earlier export, or cannot be written.
    """
    target = target.resolve()
    try:
        _check(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as place:
            new = Path(place) / "export"
            new.mkdir()
            write(new)
            _write_contents(new, format_)
            if _is_zip(target):
                _pack(new, Path(place) / "export.zip").replace(target)
            else:
                _swap(new, target, Path(place) / "old")
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror or error})",
            where=str(target),
            next_step="name another folder or .zip with -o",
        ) from error


def _is_zip(target: Path) -> bool:
    return target.suffix.lower() == ".zip"


def _check(target: Path) -> None:
    if not target.exists() or (_is_zip(target) and target.is_file()):
        return
    if target.is_dir() and not _is_zip(target):
        inside = {path.name for path in target.iterdir()}
        if not inside or inside <= _listed(target / CONTENTS):
            return
    raise InputError(
        "exists and is no earlier export (or holds other files), so it is not replaced",
        where=str(target),
        next_step="name another folder or .zip with -o, or remove it yourself",
    )


def _listed(contents: Path) -> set[str]:
    try:
        return {CONTENTS, *orjson.loads(contents.read_bytes())["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _write_contents(folder: Path, format_: str) -> None:
    files = sorted(path.name for path in folder.iterdir())
    content = {"format": format_, "files": files}
    (folder / CONTENTS).write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")


def _pack(folder: Path, packed: Path) -> Path:
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            member = zipfile.ZipInfo(path.name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            with path.open("rb") as inside, archive.open(member, "w", force_zip64=True) as out:
                shutil.copyfileobj(inside, out)
    return packed


def _swap(new: Path, target: Path, old: Path) -> None:
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
