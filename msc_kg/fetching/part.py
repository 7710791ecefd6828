"""A download in progress: what came so far, in files beside the one it becomes."""

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from msc_kg.errors import InputError

SUFFIXES = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")


class Part:
    """A download in progress: lines, and how far they go, in two files beside the target."""

    def __init__(self, target: Path) -> None:
        """Name the files; nothing is written yet.

        Raises:
            InputError: the target is not named as lines of JSON.
        """
        if not target.name.endswith(SUFFIXES) or target.is_dir():
            raise InputError(
                "is no name for lines of JSON",
                where=str(target),
                next_step=f"let it end in {' or '.join(SUFFIXES)}",
            )
        self.target = target
        self.sidecar = target.with_name(f".{target.name}.fetched.json")
        self._lines = target.with_name(f".{target.name}.part")
        self._state = target.with_name(f".{target.name}.part.json")

    def resumed(self, asked: object) -> dict[str, Any] | None:
        """Return how far an interrupted download of the same came; its lines are cut to that.

        Raises:
            InputError: the interrupted one asked for something else.
        """
        try:
            state = orjson.loads(self._state.read_bytes())
            size, same = state["size"], state["asked"] == asked
            with self._lines.open("r+b") as stream:
                if not same or stream.seek(0, 2) < size:
                    raise InputError(
                        "the interrupted download asked for something else, or is damaged",
                        where=str(self.target),
                        next_step="begin anew: leave out --resume",
                    )
                stream.truncate(size)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return dict(state)

    def begin(self) -> None:
        """Begin without lines."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self._lines.write_bytes(b"")

    def numbers(self) -> Iterator[str]:
        """Yield the NCT numbers of the lines that are there."""
        opened = gzip.open if self.target.name.endswith(".gz") else open
        with opened(self._lines, "rb") as lines:
            for line in lines:
                yield orjson.loads(line)["protocolSection"]["identificationModule"]["nctId"]

    def add(self, lines: Iterable[bytes], state: Mapping[str, Any]) -> None:
        """Add lines, then keep the state; a gzip stream may be made of several."""
        text = b"".join(line + b"\n" for line in lines)
        with self._lines.open("ab") as stream:
            if text:
                stream.write(gzip.compress(text, mtime=0) if self._is_gzip else text)
            size = stream.tell()
        beside = self._state.with_suffix(".new")
        beside.write_bytes(orjson.dumps({**state, "size": size}))
        beside.replace(self._state)

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Let the lines take the place of the target, with the facts beside it."""
        with self._lines.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        whole = {**facts, "file": self.target.name, "sha256": digest}
        beside = self.sidecar.with_suffix(".new")
        beside.write_bytes(orjson.dumps(whole, option=orjson.OPT_INDENT_2) + b"\n")
        self._lines.replace(self.target)
        beside.replace(self.sidecar)
        self._state.unlink(missing_ok=True)

    @property
    def _is_gzip(self) -> bool:
        return self.target.name.endswith(".gz")
