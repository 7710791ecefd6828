"""Cuts a stream of XML into its ``clinical_study`` (or other) elements, holding one at a time.

Only the bytes between the tags go on. A document type with its entities stands before them, so
no parser ever sees one; a broken study spoils only itself.
"""

import re
from collections.abc import Iterator
from typing import IO

from msgspec import Struct

from msc_kg.extractors.ctgov_encodings import utf8_chunks
from msc_kg.extractors.entries import MAX_ENTRY_BYTES

STUDY_TAG = re.compile(rb"<(/?)clinical_study(?=[\s>/])[^<>]{0,2000}>")
_LONGEST_TAG = 2100


class Cut(Struct, frozen=True):
    """The bytes of one study, or of what began as one; ``problem`` says why it is none."""

    content: bytes
    problem: str | None = None


def cut_studies(stream: IO[bytes], tags: re.Pattern[bytes] = STUDY_TAG) -> Iterator[Cut]:
    """Yield the studies of a stream, which may stand alone, one after another or in a wrapper.

    ``tags`` matches the tags around each; its first group is the slash of an end tag.
    """
    held = bytearray()
    is_open = False
    sought = 0  # what stands before it holds no further tag
    for chunk in utf8_chunks(stream):
        held += chunk
        while tag := tags.search(held, sought):
            if not tag[1]:
                if is_open:
                    yield _broken(held[: tag.start()], "another one begins before its end")
                del held[: tag.start()]
                is_open, sought = True, tag.end() - tag.start()
                continue
            if is_open:
                yield _whole(bytes(held[: tag.end()]))
            del held[: tag.end()]
            is_open, sought = False, 0
        sought = max(sought, len(held) - _LONGEST_TAG)
        if not is_open:
            del held[:sought]
            sought = 0
        elif len(held) > MAX_ENTRY_BYTES:
            yield _broken(held, f"it is longer than {MAX_ENTRY_BYTES >> 20} MB")
            held.clear()
            is_open, sought = False, 0
    if is_open:
        yield _broken(held, "the file ends inside it")


def _whole(content: bytes) -> Cut:
    return Cut(content)


def _broken(content: bytearray, what: str) -> Cut:
    head = bytes(content[:4096])
    return Cut(head, f"the study is not complete: {what}; download it again")
