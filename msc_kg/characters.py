"""Characters that do harm where text of documents is shown or written, made harmless."""

from msc_kg.patterns import later

REPLACEMENT = "�"

_STEERING = later("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Controls of terminals, and those that turn the direction of the text around."""
_NO_XML = later("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 forbids (section 2.2)."""


def printable(words: str) -> str:
    """Return text without the characters that could steer a terminal or reorder a line.

    >>> printable("red \\x1b[31mtext")
    'red �[31mtext'
    """
    return _STEERING.sub(REPLACEMENT, words)


def one_line(words: str) -> str:
    """Return printable text with its line ends and tabs as spaces."""
    return printable(words.translate(_AS_SPACES))


def xml_text(words: str) -> str:
    """Return text without the characters that XML forbids."""
    return _NO_XML.sub(REPLACEMENT, words)


_AS_SPACES = str.maketrans("\n\t", "  ")
