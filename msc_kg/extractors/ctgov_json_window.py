"""A window onto a stream of JSON: the part that is looked at, moved on value by value."""

import re
from typing import IO

import msgspec

from msc_kg.extractors.ctgov_encodings import utf8_chunks
from msc_kg.extractors.entries import MAX_ENTRY_BYTES
from msc_kg.patterns import later

STRING = rb'"(?:[^"\\]++|\\.)*+"'
"""A JSON string, as a pattern that never goes back."""

_PLAIN = rb'(?:[^"{}\[\]]++|' + STRING + rb")*+"
_BRACKET = later(
    rb'(?:[^"{}\[\]]++|' + STRING + rb"|\{" + _PLAIN + rb"\}|\[" + _PLAIN + rb"\])*+([{}\[\]])",
    re.DOTALL,
)
"""Up to the next bracket that does not belong to an innermost pair."""
_SCALAR = later(rb"(?:" + STRING + rb"|[-+.\w]++)(?=\s*+(?:[,\]]|\Z))", re.DOTALL)
_STUDY = later(rb'\{\s*+"protocolSection"\s*+:')
_KEY = b'"protocolSection"'
_BEFORE_STUDY = later(rb"[,\n]\s*+\{\s*+\Z")
_DEEPEST = 500
"""Brackets in brackets; those of a study with results are fewer than twenty."""
_OPENING = b"{["
_BLOCK = 64 * 1024
_LARGEST_BLOCK = 8 * 1024 * 1024
_OVERLAP = 4096


class Window:
    """The part of a stream that is held; ``at`` is where the next value is looked for.

    UTF-8 goes in, or UTF-16 and UTF-32 with a byte-order mark.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        """Look at the beginning of a stream."""
        self._chunks = utf8_chunks(stream, _BLOCK)
        self._held = b""
        self.at = 0

    def grow(self) -> bool:
        """Hold more of the stream, without what lies behind; return whether there was more."""
        held = self._held[self.at :]
        wanted = min(max(_BLOCK, len(held)), _LARGEST_BLOCK)
        blocks: list[bytes] = []
        while wanted > 0 and (block := next(self._chunks, None)) is not None:
            blocks.append(block)
            wanted -= len(block)
        more = b"".join(blocks)
        self._held = held + more
        self.at = 0
        return bool(more)

    def skip(self, signs: bytes) -> bytes:
        """Pass over signs; return the one that follows, or nothing at the end."""
        while True:
            rest = self._held[self.at : self.at + _OVERLAP]
            left = rest.lstrip(signs)
            self.at += len(rest) - len(left)
            if left:
                return left[:1]
            if not rest and not self.grow():
                return b""

    def match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Return the match of a short pattern at this place."""
        while len(self._held) - self.at < _OVERLAP and self.grow():
            pass
        return pattern.match(self._held, self.at)

    def rest(self, most: int) -> bytes:
        """Return at most so many bytes from this place on."""
        return self._held[self.at : self.at + most]

    def line(self) -> bytes | None:
        """Return the next line, or ``None`` at the end.

        Of a line longer than ``MAX_ENTRY_BYTES`` a little more than that is returned.
        """
        end = self._find_line_end()
        if end < 0 and self.at == len(self._held):
            return None
        if end < 0:
            end = len(self._held) - 1
        line = self._held[self.at : end + 1]
        self.at = end + 1
        if not line.endswith(b"\n"):
            self._skip_line()
        return line

    def is_lines(self) -> bool:
        """Whether what begins here stands one value a line, rather than over several lines."""
        end = self._find_line_end()
        if end < 0:
            return False
        while True:
            following = self._held[end:].lstrip()[:1]
            if following:
                break
            end -= self.at
            if len(self._held) > MAX_ENTRY_BYTES or not self.grow():
                return False
        last = self._held[self.at : end].rstrip()[-1:]
        return last not in b":,[{" and following not in b"}],:"

    def value(self) -> bytes | None:
        """Return the value that begins here and pass over it.

        One that is cut off or broken is returned as far as the next study or the end of the
        stream. One larger than ``MAX_ENTRY_BYTES``, or nested beyond reason, is passed over, and
        nothing is returned.
        """
        if self._held[self.at] not in _OPENING:
            return self._scalar()
        end = self._end()
        if end < 0:
            self._skip_to_study()
            return None
        content = self._held[self.at : end]
        self.at = end
        return content

    def _scalar(self) -> bytes:
        """Return a text or number; where there is none, what stands before the next study."""
        match = self.match(_SCALAR)
        if match:
            self.at = match.end()
            return match[0]
        content = self.rest(_OVERLAP)
        self._skip_to_study()
        return content

    def _end(self) -> int:
        """Return where the value ends that begins here with a bracket, or -1.

        A study that is broken ends where the next one begins.
        """
        is_study = self.match(_STUDY) is not None
        depth, at = 1, self.at + 1
        looked_at = at
        while True:
            following = self._next_study(looked_at) if is_study else -1
            if following >= 0 and _is_whole(self._held[self.at : following]):
                return following
            stop = following if following >= 0 else len(self._held)
            while depth < _DEEPEST and (match := _BRACKET.match(self._held, at, stop)):
                at = match.end()
                depth += 1 if match[1] in _OPENING else -1
                if not depth:
                    return at
            if following >= 0:
                return following
            held = len(self._held)
            if depth == _DEEPEST or held - self.at > MAX_ENTRY_BYTES:
                return -1
            at -= self.at
            looked_at = max(held - _OVERLAP, looked_at) - self.at
            if not self.grow():
                return len(self._held)

    def _next_study(self, start: int) -> int:
        """Return where another study begins that stands in the same list, -1 if none is held."""
        while (key := self._held.find(_KEY, start)) >= 0:
            before = _BEFORE_STUDY.search(self._held, max(start, key - _OVERLAP), key)
            if before:
                return before.start()
            start = key + 1
        return -1

    def _skip_to_study(self) -> None:
        start = self.at + 1
        while (following := self._next_study(start)) < 0:
            self.at = max(self.at, len(self._held) - _OVERLAP)
            start = 0
            if not self.grow():
                self.at = len(self._held)
                return
        self.at = following

    def _find_line_end(self) -> int:
        """Return where the line ends, -1 when there is no end within the largest entry."""
        start = self.at
        while (end := self._held.find(b"\n", start)) < 0:
            held = len(self._held) - self.at
            if held > MAX_ENTRY_BYTES or not self.grow():
                return -1
            start = held
        return end

    def _skip_line(self) -> None:
        while (end := self._held.find(b"\n", self.at)) < 0:
            self.at = len(self._held)
            if not self.grow():
                return
        self.at = end + 1


def _is_whole(content: bytes) -> bool:
    """Whether this is one JSON value, with nothing missing and nothing after it."""
    try:
        msgspec.json.decode(content, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
