"""How far a load has come, kept in the user's folder for states until it is done.

``$XDG_STATE_HOME`` or ``~/.local/state`` (XDG Base Directory Specification), folder
``msc-kg/loads``. What it keeps is known by the address and the digest of the triples; it holds
neither.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import orjson


@dataclass(frozen=True, slots=True)
class Journal:
    """A file with the number of triples that a store has taken."""

    path: Path

    @classmethod
    def of(cls, *known_by: str) -> "Journal":
        """Return the journal of a load known by these words."""
        key = hashlib.sha256("\0".join(known_by).encode()).hexdigest()[:24]
        return cls(_folder() / f"{key}.json")

    def sent(self) -> int:
        """Return how many triples were taken; 0 when nothing (readable) is kept."""
        try:
            kept = orjson.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return 0
        number = kept.get("sent") if isinstance(kept, dict) else None
        return number if isinstance(number, int) and number > 0 else 0

    def note(self, sent: int) -> None:
        """Keep how many triples were taken; where that is impossible, nothing is resumed."""
        beside = self.path.with_suffix(f".{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(orjson.dumps({"sent": sent}))
            beside.replace(self.path)
        except OSError:
            return

    def forget(self) -> None:
        """Remove what was kept."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return


def _folder() -> Path:
    given = Path(os.environ.get("XDG_STATE_HOME", ""))
    try:
        base = given if given.is_absolute() else Path.home() / ".local/state"
    except RuntimeError:  # a user without a home
        base = Path(tempfile.gettempdir())
    return base / "msc-kg" / "loads"
