"""What a dose counts and per what: "UC-MSC/kg body weight", "cells per knee", "/cells".

The words are data: the tables below. Reading looks ahead a bounded number of words.
"""

import re
from collections.abc import Sequence

from msgspec import Struct, structs

from msc_kg.phrases.numbers import GAP, sign_after
from msc_kg.phrases.tokens import Known


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CELL_NOUN = re.compile(
    r"(?:[\w-]*?msc(?:s|['’]s|-[\w-]+)?|[\w-]*?(?:mpc|asc|svf|hsc|mnc|csm|mapc|epc|adsc|ulsc|bmc|nsc|sc|mp)s?|[\w-]*?cell+s?"
    r"|cels|cellules?|células|zellen|(?:cardio|chondro|neuro|sphero)(?:sphere|id)s?)\+?",
    re.IGNORECASE,
)
_IS_CELL_NOUN = Known(lambda word: _CELL_NOUN.fullmatch(word) is not None)
_PLAIN_CELLS = re.compile(
    rf"(?:{GAP}(?:viable|live|living|total)(?!\w))?{GAP}(?:cell+s?|cels)(?![\w-])", re.IGNORECASE
)
# Counted things that are given, but are no cells.
_OTHER_PRODUCTS = _set(
    "particle particles nanoparticle nanoparticles nanovesicle nanovesicles vesicle vesicles "
    "colony exosome exosomes exos ev evs copies copy iu ius platelet platelets plt vg pfu cfu cfus"
)
# Measures and counts of other things that a number may belong to.
_OTHER_MEASURES = _set(
    "unit units u gc bq mbq bp reads dollar dollars usd eur euro euros gbp rmb yuan yen people "
    "persons person patient patients inhabitants individuals americans adults children women men "
    "cases deaths participants subjects years year months days weeks hours mg g µg μg ug mm cm ml "
    "cc mol mmol molar mm3 line lines clusters erythrocytes leukocytes leucocytes wbc clones "
    "colonies kb mb liter liters litre litres"
)
# Words that end the name of what is counted.
_STOPS = _set(
    "to in into with and at by via for were was will is are be been from on or plus then as once "
    "twice every daily weekly monthly intravenous intravenously iv im it ia ic infusion infusions "
    "injection injections injected infused given administered delivered each both who that which "
    "either per dose doses a an the x after before followed received"
)
_WORD = re.compile(rf"{GAP}(?P<word>[^\W\d_][\w+'’®™]{{0,30}}(?:-[\w+]{{1,20}}){{0,4}})")
_MOST_WORDS = 9

_BODY = r"(?:body[\s-]?(?:weight|mass)|bodyweight|b\.?w\b\.?|bw|weight|wt|pbw|ibw|body)(?!\w)"
_WHOSE = r"(?:(?:of|the|patient|recipient|donor|actual|ideal|predicted)(?:['’]s)?\s)"
_TAIL = (
    rf"(?:{GAP}{_WHOSE}{{0,3}}{_BODY}(?:{GAP}\(\w{{2,4}}\))?"
    rf"|{GAP}\({_WHOSE}{{0,3}}{_BODY}\))?"
)
_SITES = _set(
    "joint knee hip shoulder ankle elbow disc disk eye limb leg arm hand foot ovary kidney lung "
    "lobe lesion fistula heart hemisphere testis testicle side segment site area tooth defect ear "
    "muscle level vertebra wound nostril breast"
)
_WHOLES = (
    "dose|time|day|infusion|injection|patient|person|body|subject|participant|vial|session|treatment"
    "|administration|bag|kit|individual|case|course|transplant(?:ation)?"
)
_CONCENTRATION = r"(?:\d{1,4}(?:\.\d{1,2})?\s?)"
# The thing after the slash and the unit it makes; ``None``: a count in blood or culture.
# Sites are one form: a group for each takes twice as long to compile.
_PER_WHAT: tuple[tuple[str, str | None], ...] = (
    (rf"kg{GAP}b\.?w\.?(?!\w)", "cells/kg"),
    (rf"(?:kgs?|kilograms?|kilos?)(?![a-z0-9]){_TAIL}", "cells/kg"),
    (r"(?:body|bw)[\s-]?weight[\s-](?:kg|kilogram)\b", "cells/kg"),
    (r"(?:m2|m²|m\^2|sqm|square\s(?:meter|metre)s?)(?!\w)", "cells/m2"),
    (r"(?:cm2|cm²|cm\^2|(?:square|sq)\.?\s(?:centimet(?:er|re)|cm)s?)(?!\w)", "cells/cm2"),
    (r"(?:ml|cc|cm3|cm³|millilit(?:er|re))s?(?!\w)", "cells/ml"),
    (r"(?:[µμu]l|microlit(?:er|re)s?)(?!\w)", "cells/µl"),
    (r"(?:vocal\s)?folds?(?!\w)", "cells/vocal fold"),
    (rf"(?P<site>{'|'.join(sorted(_SITES))})s?(?!\w)(?!\s?weight)", "cells/{site}"),
    (rf"(?:{_WHOLES})s?(?!\w)(?!\s?weight)", "cells"),
    (r"(?:cells?|mscs?)(?!\w)", "cells"),
    (
        r"l(?!\w)|lit(?:er|re)s?\b|mm(?:3\b|³|\\?\^3|<sup>3)|(?:hpf|well|capsule|tablet|flask|plate|chamber|field|min|minute|sec|second|h|hour)(?!\w)",
        None,
    ),
)
_PER = re.compile(
    "|".join(f"(?P<u{number}>{pattern})" for number, (pattern, _) in enumerate(_PER_WHAT)),
    re.IGNORECASE,
)
_SLASHES = frozenset("/⁄∕pPxX")  # the signs that a slash or a word for it begins with
_SLASH = re.compile(
    rf"{GAP}(?:/|⁄|∕|per\b|x(?=kg)){GAP}(?:(?:each|every|the|single)\s)?", re.IGNORECASE
)
_INVERSES = frozenset("·.kK\u212a")  # the last one is another letter k
_INVERSE = re.compile(rf"{GAP}[·.]?{GAP}kg(?:[-−–]\s?1|⁻¹)(?!\d)", re.IGNORECASE)
_VOLUME = re.compile(rf"{_CONCENTRATION}(?:ml|cc|[µμu]l)(?!\w)", re.IGNORECASE)
_OTHER_UNIT = re.compile(rf"{GAP}\((?:cfu|pfu|iu|vg)\)", re.IGNORECASE)
_CELLS_AFTER = re.compile(rf"{GAP}cells(?![\w-])", re.IGNORECASE)


class Counted(Struct, frozen=True, gc=False):
    """What follows a number.

    ``unit`` is "cells", "cells/kg" ... or ``None``; its words end at ``end``, and the name of
    what is counted, if any, at ``after``. ``plain`` says that the word "cells" or a denominator
    stood right there; ``named`` that cells or a body weight are named; ``refused`` that something
    else than cells is counted; ``clear`` that no noun follows at all.
    """

    unit: str | None
    end: int
    after: int
    plain: bool = False
    named: bool = False
    refused: bool = False
    clear: bool = False


def read_counted(text: str, start: int) -> Counted:
    """Return what the number that ended at ``start`` counts.

    The name of a product is read over ("UC-MSC/kg"), and belongs to the words of the unit only
    where a denominator follows it.
    """
    sign = sign_after(text, start)
    if sign == "(" and _OTHER_UNIT.match(text, start):
        return Counted(None, start, start, refused=True)
    direct = read_denominator(text, start)
    if direct is not None:
        return structs.replace(direct, named=direct.unit in {"cells", "cells/kg"})
    words = _words(text, start) if sign.isalnum() else []
    if _names_other_things(words):
        return Counted(None, start, start, refused=True)
    noun = _noun_end(words)
    if noun is None:
        return Counted(None, start, start, clear=not words)
    over = read_denominator(text, noun)
    if over is not None and (over.refused or over.end > noun):
        return structs.replace(over, named=True)
    plain = _PLAIN_CELLS.match(text, start)
    end = plain.end() if plain else start
    return Counted("cells", end, noun, plain=plain is not None, named=True)


def _words(text: str, start: int) -> list[tuple[str, int]]:
    """Return the words (with their ends) that may name what is counted."""
    words: list[tuple[str, int]] = []
    end = start
    for number in range(_MOST_WORDS):
        found = _WORD.match(text, end)
        if found is None:
            break
        word = found["word"]
        name = word.lower()
        if name in _STOPS or (number and name == "of"):
            break
        end = found.end()
        words.append((word, end))
    return words


def _names_other_things(words: Sequence[tuple[str, int]]) -> bool:
    """Say whether something else is named before cells are."""
    for number, (word, _) in enumerate(words):
        name = word.lower()
        if name in _OTHER_PRODUCTS or (number < 2 and name in _OTHER_MEASURES):
            return True
        if _IS_CELL_NOUN[word] and not _followed_by_other(words, number):
            return False
    return False


def _followed_by_other(words: Sequence[tuple[str, int]], number: int) -> bool:
    """Say whether a noun only qualifies another thing: "cell lines", "MSC exosomes"."""
    following = words[number + 1][0].lower() if number + 1 < len(words) else ""
    return following in _OTHER_PRODUCTS or following in {"line", "lines", "clones", "clusters"}


def _noun_end(words: Sequence[tuple[str, int]]) -> int | None:
    """Return where the first run of cell nouns ends: "hUC-MSC", "stem cells", "MSC cells"."""
    end = None
    for word, stop in words:
        if _IS_CELL_NOUN[word]:
            end = stop
        elif end is not None:
            return end
    return end


def read_denominator(text: str, start: int) -> Counted | None:
    """Return what a denominator at ``start`` makes the unit: "/kg", "per joint"."""
    sign = sign_after(text, start)
    if sign in _INVERSES and (inverse := _INVERSE.match(text, start)):
        return Counted("cells/kg", inverse.end(), inverse.end(), plain=True)
    slash = _SLASH.match(text, start) if sign in _SLASHES else None
    if slash is None:
        return None
    if volume := _VOLUME.match(text, slash.end()):
        return Counted("cells", start, volume.end())
    found = _PER.match(text, slash.end())
    if found is None or found.lastgroup is None:
        return None
    unit = _PER_WHAT[int(found.lastgroup[1:])][1]
    site = (found["site"] or "").casefold()
    return _per(text, start, found.end(), unit and unit.format(site=site))


def _per(text: str, start: int, end: int, unit: str | None) -> Counted:
    if unit is None:
        return Counted(None, start, start, refused=True)
    after = _CELLS_AFTER.match(text, end) if unit != "cells" else None
    end = after.end() if after else end
    return Counted(unit, end, end, plain=True)
