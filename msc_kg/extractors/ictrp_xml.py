"""A trial of an ICTRP export in XML: the texts of its elements, by what is read from them.

Portals and registries write the same names in other letters, flat or nested. Characters that XML
forbids are left out, and ampersands that begin no reference of XML's own are text, as exports
often hold both; so no entity is ever expanded.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msc_kg.extractors.ctgov_encodings import decoded
from msc_kg.extractors.ctgov_xml_tree import read_tree
from msc_kg.extractors.ictrp_names import UNREAD, meaning
from msc_kg.extractors.study_cells import Passage

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

TRIAL_TAG = re.compile(rb"<(/?)[Tt]rial(?=[\s>/])[^<>]{0,2000}>")
ROOT_TAG = re.compile(rb"<Trials_downloaded_from_ICTRP[\s>]", re.IGNORECASE)
MENDED = "the XML holds characters that must not be in it; they were left out or read as text"

_INLINE = frozenset({"br", "p", "b", "i", "u", "em", "strong", "sub", "sup", "span", "div", "li"})
_NEW_LINE = frozenset({"br", "p", "div", "li"})
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));",
    re.IGNORECASE,
)
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});)", re.IGNORECASE)


def stated_in(content: bytes) -> tuple[dict[str, list[Passage]], bool, bool]:
    """Return the texts of a trial by what is read from them, each with its place.

    The second and third tell whether the XML was mended, and whether it was UTF-8.

    Raises:
        UnreadableError: the XML is not well-formed, too deep, or has too many elements.
    """
    text, is_utf8 = decoded(content)
    mended = _AMPERSAND.sub("&amp;", _FORBIDDEN.sub("", text))
    root, _ = read_tree(mended.encode("utf-8"))
    found: dict[str, list[Passage]] = {}
    for kind, passage in _texts(root, "", None):
        found.setdefault(kind, []).append(passage)
    return found, mended != text, is_utf8


def begins_trial(head: bytes) -> bool:
    """Whether trials begin in XML whose elements have the portal's names."""
    found = {meaning(name.decode("ascii")) for name in re.findall(rb"<([A-Za-z_0-9]{2,40})>", head)}
    return bool(TRIAL_TAG.search(head)) and {"trial id", "title", "sponsor"} <= found


def _texts(element: "Element", place: str, above: str | None) -> Iterator[tuple[str, Passage]]:
    """Yield the texts of the elements below one that mean something, or stand in one that does."""
    own = [child for child in element if child.tag not in _INLINE]
    count = Counter(child.tag for child in own)
    times: Counter[str] = Counter()
    for child in own:
        here = f"{place}{child.tag}"
        if count[child.tag] > 1:
            here = f"{here}[{times[child.tag]}]"
            times[child.tag] += 1
        kind = meaning(child.tag) or above
        if kind == UNREAD:
            continue
        if any(inner.tag not in _INLINE for inner in child):
            yield from _texts(child, f"{here}/", kind)
        elif kind and (text := "".join(_lines(child)).strip()):
            yield kind, Passage(here, text)


def _lines(element: "Element") -> Iterator[str]:
    """Yield the text of an element; marks of a new line are line ends."""
    yield element.text or ""
    for child in element:
        yield "\n" * (child.tag in _NEW_LINE)
        yield from _lines(child)
        yield child.tail or ""


Stated = Mapping[str, list[Passage]]
"""What a trial states, by what is read from it."""
