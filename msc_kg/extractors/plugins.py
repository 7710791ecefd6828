"""A first look whether plug-ins may be installed.

``importlib.metadata`` finds them; importing it (and ``email``, which reads its files) and asking
it takes a tenth of a build of one record, and mostly there are none. Where this look is not sure,
there may be some.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib.machinery import PathFinder

_ENTRY_POINTS = "entry_points.txt"


def may_be_installed(group: str) -> bool:
    """Return whether an installed package may have entry points in a group.

    Packages lie in the folders of ``sys.path``, with their entry points in a text file (PyPA,
    "Entry points specification"). There may be some in what is no folder (a zip file), and
    wherever another finder of packages looks.
    """
    others = [each for each in sys.meta_path if each is not PathFinder]
    if any(hasattr(finder, "find_distributions") for finder in others):
        return True
    return any(_may_hold(folder or ".", group.encode()) for folder in dict.fromkeys(sys.path))


def _may_hold(folder: str, group: bytes) -> bool:
    try:
        names = os.listdir(folder)  # noqa: PTH208 (names only: there may be hundreds)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return any(group in content for content in _stated(folder, names))


def _stated(folder: str, names: Iterable[str]) -> Iterable[bytes]:
    """Yield the files of entry points of the packages in a folder."""
    for name in names:
        if name.lower().endswith((".dist-info", ".egg-info", "egg-info")):
            with suppress(OSError), open(f"{folder}/{name}/{_ENTRY_POINTS}", "rb") as stream:  # noqa: PTH123
                yield stream.read()
