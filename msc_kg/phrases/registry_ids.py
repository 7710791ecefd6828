"""Trial identifiers in running text and in table cells, of all registries the project knows.

Documents print them with inner spaces, in lower case, with unusual hyphens, with a prefix
("EudraCT:"), and glued to a citation number ("NCT0050480312" is NCT00504803, reference 12).
"""

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from msc_kg.patterns import later
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.spans import Span, longest_apart
from msc_kg.registries import registry_of

_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_AFTER_PREFIX = r"(?:\s?(?:ID|No|number|identifier)\b\.?)?[\s:#._/-]{0,3}"


class _Form(Struct, frozen=True):
    """How a registry's identifiers are printed, and how the parts make the canonical one.

    ``hint`` is in every text (lower case) that holds one; ``loose`` finds the same prefix
    with a wrong number of digits.
    """

    hint: str
    pattern: re.Pattern[str]
    canonical: Callable[[re.Match[str]], str]
    loose: re.Pattern[str] | None = None


def _numbered(prefix: str, digits: str, *, start: str = "") -> _Form:
    """A prefix and digits only: ``digits`` is a number of them, or a range "8,14"."""
    least, _, most = digits.partition(",")
    body = rf"\d{{{digits}}}" if most else _spaced(int(least))
    loose = later(rf"{start}{prefix}[\s:#-]?(\d{{4,}})(?!\d)", re.IGNORECASE)
    return _Form(
        prefix.lower(),
        later(rf"{start}{prefix}{_AFTER_PREFIX}({body})", re.IGNORECASE),
        lambda match: prefix + _digits(match[1]),
        loose,
    )


def _spaced(count: int) -> str:
    """A pattern of ``count`` digits, whole or with one space that leaves three at the end.

    A shorter last part would take in the next number of a row ("NCT0169024 4 × 106").
    """
    split = "|".join(
        rf"\d{{{count - last}}}[ \u2009\xa0]\d{{{last}}}(?!\d)" for last in (3, 4, 5, 6)
    )
    return rf"\d{{{count}}}|{split}"


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _form(
    hint: str, pattern: str, canonical: Callable[[re.Match[str]], str], loose: str = ""
) -> _Form:
    wrong = later(loose, re.IGNORECASE) if loose else None
    return _Form(hint, later(pattern, re.IGNORECASE), canonical, wrong)


def _chinese(match: re.Match[str]) -> str:
    letters = (match[1] or "").upper()
    return f"ChiCTR-{letters}-{match[2]}" if letters else f"ChiCTR{match[3]}"


_FORMS: tuple[_Form, ...] = (
    _numbered("NCT", "8"),
    _numbered("ISRCTN", "8"),
    _numbered("ACTRN", "14"),
    _numbered("KCT", "7", start=r"(?<![a-z])"),
    _numbered("DRKS", "8"),
    _numbered("TCTR", "11"),
    _numbered("PACTR", "15,16"),
    _numbered("RPCEC", "8"),
    _numbered("LBCTR", "10"),
    _form(
        "-",
        r"(?:(?:EU\s?CT|CTIS)(?:\s?number|\s?No\.?)?[\s:]{0,2})?"
        r"(?<![\d-])(20\d\d)-(5\d{5})-(\d\d)-(\d\d)(?![\d-])",
        lambda match: "-".join(match.group(1, 2, 3, 4)),
    ),
    _form(
        "-",
        r"(?:(?:EudraCT|EUCTR|EU[\s-]?CTR)(?:\s?number|\s?No\.?|\s?code)?[\s:#]{0,2})?"
        r"(?<![\d-])((?:19|20)\d\d) ?- ?(\d{6}) ?- ?(\d\d)(?!\d|-\d)",
        lambda match: "-".join(match.group(1, 2, 3)),
    ),
    _form(
        "ctr",
        r"Chi[\s-]?CTR[\s:-]{0,2}(?:([A-Z]{2,5})[\s-]{0,2}(\d{8})|(\d{10}|\d{8,9}))",
        _chinese,
        r"Chi[\s-]?CTR[\s:-]{0,2}(?:[A-Z]{2,5}[\s-]{0,2})?\d{4,}",
    ),
    _form(
        "ctri",
        r"CTRI[\s:-]{0,2}[/-]?\s?(\d{4})\s?[/-]\s?(\d{2,3})\s?[/-]\s?(\d{6})",
        lambda match: "CTRI/" + "/".join(match.group(1, 2, 3)),
    ),
    _form(
        "irct",
        r"IRCT[\s:-]{0,2}(\d{8,14})\s?N\s?(\d{1,3})",
        lambda match: f"IRCT{match[1]}N{match[2]}",
    ),
    _form(
        "rct",
        r"(?:JPRN[\s-]?)?jRCT[\s:-]{0,2}([a-z]?)(\d{9,10})",
        lambda match: f"jRCT{match[1].lower()}{match[2]}",
    ),
    _form(
        "umin",
        r"(?:JPRN[\s-]?)?UMIN[\s-]?(?:CTR)?[\s-]?(?:ID)?[\s:-]{0,2}(\d{9})",
        lambda match: f"UMIN{match[1]}",
        r"UMIN[\s:-]?\d{4,}",
    ),
    _form(
        "japiccti",
        r"(?:JPRN[\s-]?)?JapicCTI[\s:-]{0,2}(\d{6})",
        lambda match: f"JapicCTI-{match[1]}",
    ),
    _form("ntr", r"(?<![a-z])NTR[\s:-]?(\d{2,5})(?!\d)", lambda match: f"NTR{match[1]}"),
    _form(
        "nl",
        r"(?<![a-z\d])NL(-OMON)?(\d{4,5})(?![\d.])",
        lambda match: f"NL{match[1] or ''}{match[2]}",
    ),
    _form(
        "rbr",
        r"(?<![a-z])RBR[\s-]{1,2}((?=[a-z]{0,7}\d)[0-9a-z]{6,8})(?![0-9a-z])",
        lambda match: f"RBR-{match[1].lower()}",
    ),
    _form(
        "slctr",
        r"SLCTR\s?/\s?(\d{4})\s?/\s?(\d{3})",
        lambda match: f"SLCTR/{match[1]}/{match[2]}",
    ),
    _form("per-", r"(?<![a-z])PER-(\d{3})-(\d\d)(?!\d)", lambda m: f"PER-{m[1]}-{m[2]}"),
)


_WITHOUT_CT = tuple(form for form in _FORMS if "ct" not in form.hint)
"""Most of the others begin with the letters of "clinical trial" or end with them."""


def spot_registry_ids(text: str) -> tuple[Span[str], ...]:
    """Return the trial identifiers in a text, in canonical form.

    A citation number glued to the end stays outside the span.

    >>> [span.value for span in spot_registry_ids("(nct0105 6471; EudraCT: 2008-005144-16)")]
    ['NCT01056471', '2008-005144-16']
    """
    return longest_apart(_mentions(text))


def spot_malformed_ids(text: str) -> tuple[Span[str], ...]:
    """Return what looks like an identifier but has a wrong number of digits, as printed.

    >>> [span.value for span in spot_malformed_ids("NCT0169024, NCT01690247")]
    ['NCT0169024']
    """
    folded = text.casefold()
    taken = {span.start for span in spot_registry_ids(text)}
    found = (
        Span(match.start(), match.end(), "".join(match.group().split()))
        for form in _FORMS
        if form.loose and form.hint in folded
        for match in form.loose.finditer(text)
    )
    return longest_apart(span for span in found if span.start not in taken)


def read_registry_ids(cell: str, *, registry: str | None = None) -> tuple[str, ...]:
    """Return the identifiers of a whole cell, each once; fillers ("Unknown", "–") are absence.

    ``registry`` is the key of the registry that the column's header names: then bare digits
    count ("01056471" below "NCT number").
    """
    if is_filler(cell):
        return ()
    found = [span.value for span in spot_registry_ids(cell)]
    if not found and registry:
        candidates = (registry + word for word in re.findall(r"(?<!\d)\d{4,16}(?!\d)", cell))
        found = [word for word in candidates if registry_of(word)]
    return tuple(dict.fromkeys(found))


def _mentions(text: str) -> Iterator[Span[str]]:
    plain = text if text.isascii() else text.translate(_HYPHENS)
    folded = plain.casefold()
    for form in _FORMS if "ct" in folded else _WITHOUT_CT:
        if form.hint not in folded:
            continue
        for match in form.pattern.finditer(plain):
            value = form.canonical(match)
            if registry_of(value):
                yield Span(match.start(), match.end(), value)
