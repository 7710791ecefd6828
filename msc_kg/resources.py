"""Where the packaged files are: ontology, shapes, queries, seeds.

In a wheel they lie inside the package (``msc_kg/data/...``); in a checkout or an
editable install they lie at the top of the checkout.
"""

from collections.abc import Iterator
from pathlib import Path

from msc_kg.errors import InputError

_PACKAGE = Path(__file__).resolve().parent
FOLDERS = ("ontology", "shapes", "queries", "seeds")


def folder(name: str) -> Path:
    """Return the folder of packaged files called ``name`` (one of ``FOLDERS``).

    Raises:
        InputError: when neither the installed package nor the checkout has it.
    """
    for root in (_PACKAGE / "data", _PACKAGE.parent):
        if name in FOLDERS and (root / name).is_dir():
            return root / name
    raise InputError(f"the packaged folder {name!r} is missing", next_step="install msc-kg again")


def files(name: str, pattern: str) -> Iterator[Path]:
    """Yield the files below the packaged folder ``name`` that match ``pattern``, sorted."""
    yield from sorted(folder(name).rglob(pattern))
