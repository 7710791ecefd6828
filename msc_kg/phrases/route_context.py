"""What the words around an abbreviation make of it: a route, a numeral, or one of several."""

import re
from collections.abc import Mapping, Sequence

from msc_kg.phrases.tokens import HYPHENS, Token, keys

# Words after which IV is a numeral, and numerals that it may be listed with.
_GRADED = frozenset(
    keys(
        "phase stage grade type class level group arm category degree part nyha gold score factor"
        " collagen asa rutherford table appendix section annex chapter step cohort dsm figo ckd"
        " nerve fitzpatrick figure fontaine killip lawrence kl icrs grading staging"
    )
)
_NUMERAL = re.compile(r"(?:[ivx]{1,4}[abc]?|\d{1,2}[abc]?)", re.IGNORECASE)
_LIST_WORDS = frozenset({"and", "or", "to"})
# What a doubtful abbreviation means where these beginnings of words stand around it.
_HINTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "ic": (
        ("intracoronary", r"heart|cardi|myocard|infarct|coronar|angina|ventric"),
        ("intracavernous", r"erectil|cavern|penil|peyronie|sexual"),
        ("intracerebral", r"brain|stroke|cerebr|parkinson|alzheimer|neuro|palsy|dementia"),
    ),
    "ia": (
        ("intra-articular", r"arthr|joint|knee|cartilage|articul|menisc|osteochond|\boa\b"),
        ("intra-arterial", r"arter|stroke|ischemi|ischaemi|vascul|liver|cirrho|diabet|limb"),
    ),
    "ip": (("intraperitoneal", r"periton|abdom|nephr|kidney|crohn|colitis|ovar"),),
}

# "intracerebral hemorrhage", "perianal fistula": the place of a disease or of another thing.
_DISEASE = re.compile(
    r"hemorr?h|hematom|bleed|pressur|hypertens|stenos|aneurysm|fistul|crohn|disease|adhesion"
    r"|abscess|fibroelast|hydroceph|tumou?r|neoplas|malignan|metasta|thromb|atheroscl|polyp"
    r"|infection|edema|spondyl|septum|tube|valve|intubat|mucositis"
)
_LAYER = re.compile(r"adipose|fat$|abdominal|veins?$")


def is_of_disease(words: Sequence[Token], last: int, value: str) -> bool:
    """Say whether the word behind a route makes it the place of a disease or a tissue."""
    after = words[last].key if last < len(words) else ""
    if value in ("subcutaneous", "perilesional") and _LAYER.match(after):
        return True
    return _DISEASE.match(after) is not None


def is_numeral(words: Sequence[Token], index: int) -> bool:
    """Say whether IV is the number four: "phase IV", "grade II-IV", "NYHA class III or IV"."""
    if "." in words[index].text:
        return False
    for at in range(index - 1, max(-1, index - 9), -1):
        word = words[at]
        if word.key in _GRADED:
            return True
        if word.is_word and word.key not in _LIST_WORDS and not _NUMERAL.fullmatch(word.text):
            return False
        if word.is_word and word.text.isupper() and _NUMERAL.fullmatch(word.text):
            return word.key != "iv" and not word.text.isdigit()
        if not word.is_word and word.text not in HYPHENS and word.text not in "/,&(":
            return False
    return False


def listed_with_iv(words: Sequence[Token], index: int) -> bool:
    """Say whether IV stands beside the word: "IV/IT", "IT and IV"."""
    around = [words[at].key for at in (index - 2, index + 2) if 0 <= at < len(words)]
    return "iv" in around


def hinted(key: str, context: str) -> str | None:
    """Return the route that an abbreviation means where ``context`` tells what is treated."""
    folded = context.casefold()
    hints = _HINTS.get(key, ())
    return next((value for value, pattern in hints if re.search(pattern, folded)), None)
