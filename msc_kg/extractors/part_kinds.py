"""What the heads of registry pages and papers look like: data for :mod:`part_heads`."""

import re
from dataclasses import dataclass


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _all(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_any(pattern) for pattern in patterns)


@dataclass(frozen=True)
class Kind:
    """A kind of head.

    ``signs`` stand within ``reach`` stated lines below the anchor, at least ``least`` of them
    different (``columns``: on one line, or on short ones); ``lead`` matches what stands between the
    title and the anchor, ``above`` what stands over the title. A head is ``numbered`` when its
    anchor states the number of the trial.
    """

    name: str
    anchor: re.Pattern[str]
    signs: tuple[re.Pattern[str], ...]
    least: int = 2
    reach: int = 14
    lead: re.Pattern[str] | None = None
    above: re.Pattern[str] | None = None
    titled: bool = False
    numbered: bool = True
    columns: bool = False


_SITE = (
    *(r"!\[", r"\W*$", r"[-*•\s]*(?:study details|tabular view|no results posted)\W*$"),
    *(r"[-*•\s]*(?:study results|disclaimer|how to read a study record)\W*$",),
    r".*\b(?:disclaimer for details|federal government|does not mean it has been evaluated)\b",
    *(r"the safety and scientific validity of", r"this study (?:is|has|was)\b", r"verified \w+"),
    r"(?:sponsor|collaborators?|information provided by(?: \(responsible party\))?)\s*:$",
    *(r"\(.{1,250}\)\W*$", r"(?:results )?(?:first received|last updated|last verified)\b"),
    r"(?:see )?(?:history of changes|contacts and locations)\W*$",
)
_NAVIGATION = _any(
    r"skip to (?:main )?content\W*$", r"home\W*$", r"search results\W*$", r"go to\W*$",
    r"(?:find studies|study basics|submit studies|data and api|policy|about|study record)\W*$",
    r"(?:researcher view|no results posted|results posted|record history|on this page)\W*$",
    r"my saved studies\b", r"save(?:d)? (?:this )?stud", r"clinicaltrials\.gov\W*$",
    r"study record detail\W*$", r"trial record \d+ of \d+", r"!\[",
    r"(?:active, not |not yet |no longer )?(?:recruiting|available)(?: \(.*\))?$",
    r"(?:completed|terminated|withdrawn|suspended|unknown status|enrolling by invitation)"
    r"(?: \(.*\))?$",
)  # fmt: skip
_TABLE = r"(?:supplementary )?table\s*[A-Z]?\d{1,3}\b"
_COLUMNS = tuple(
    rf".*(?:{words})"
    for words in (
        *("disease|condition|indication|disorder", "cell|source|product", "dos(?:e|age)|mass"),
        *("phase", "status", "sponsor|country", "nct|identifier|registration|trial id", "route"),
        *("patients|enrol|sample|participants|number of", "outcome|result", "ref(?:s|erence)?"),
    )
)

KINDS = (
    Kind(
        "former site",
        _any(r"\W{0,6}ClinicalTrials\.gov Identifier\s*:"),
        _all(
            r"\W*recruitment status\s*:",
            r"\W*(?:results )?first posted\b",
            r"\W*first received\s*:",
            r"purpose\W*$",
            r"\W*condition(?: or disease)?\s*[|\t]",
            r"\W*study type\s*:",
            r"[-*•\s]*how to read a study record\W*$",
        ),
        reach=60,
        lead=_any(*_SITE),
        above=_NAVIGATION,
        titled=True,
    ),
    Kind(
        "present site",
        _any(r"\W{0,6}ClinicalTrials\.gov ID\b"),
        _all(r"\W*sponsor\b", r"\W*information provided by", r"\W*last update posted",
             r"\W*study overview\W*$"),
        above=_NAVIGATION,
        titled=True,
    ),
    Kind(
        "aggregator",
        _any(r"\W{0,6}NCT ID\s*:"),
        _all(r"\W*last updated\s*:", r"\W*study results\W*$", r"\W*basic information\W*$"),
        titled=True,
    ),
    Kind(
        "tabular view",
        _any(r"\W*tracking information\W*$"),
        _all(*(rf"\W*{name} date\b" for name in (
            "first submitted", "first posted", "last update posted", "study start"))),
        lead=_any(*_SITE, r"\W*clinicaltrials\.gov identifier\s*:", r"\W*recruitment status\s*:",
                  r"\W*(?:results )?(?:first|last update) posted\s*:", r".{3,40}$(?<=completed)"),
        above=_NAVIGATION,
        titled=True,
        numbered=False,
    ),
    Kind(
        "ICTRP",
        _any(r"\W{0,6}main id\s*:"),
        _all(r"date of registration\b", r"primary sponsor\b", r"public title\b",
             r"scientific title\b", r"recruitment status\b", r"prospective registration\b"),
        least=3,
        lead=_any(r"register\s*:", r"note\s*:", r"main\W*$", r"last refreshed on\s*:"),
    ),
    Kind(
        "CTRI",
        _any(r"\W{0,6}CTRI number\b"),
        _all(r"last modified on\b", r"post graduate thesis\b", r"type of (?:trial|study)\b",
             r"public title of study\b"),
    ),
    Kind(
        "ChiCTR",
        _any(r"\W{0,6}registration number\s*[:：]"),
        _all(r"date of last refreshed", r"date of registration", r"registration status",
             r"public title"),
        least=3,
        lead=_any(r"注册号", r"项目名称"),
    ),
    Kind(
        "EU register",
        _any(r"\W{0,6}EudraCT number\s*:"),
        _all(r"sponsor's protocol code", r"national competent authority", r"clinical trial type",
             r"trial status", r"date on which this record"),
        least=3,
        lead=_any(r"eu clinical trials register", r"clinical trial results\W*$",
                  r"home & search\W*$", r"joining a trial\W*$", r"summary\W*$"),
    ),
    Kind(
        "paper",
        _any(r"\W{0,4}(?:19|20)\d\d[^;:]{0,12};\s?\d{1,5}(?:\s?\([^()]{1,20}\))?\s?:.{0,60}\bdoi\b"),
        _all(_TABLE),
        least=1,
        reach=8,
        lead=_any(r"skip to (?:main )?content\W*$"),
        numbered=False,
    ),
    Kind("paper", _any(r"skip to (?:main )?content\W*$"), _all(_TABLE), 1, 4, numbered=False),
    Kind("table", _any(r"(?:supplementary )?table\s*[A-Z]?\d{1,3}(?-i:\s*(?:[.:|–-]|[A-Z]|$))"),
         _all(*_COLUMNS), 3, 8, numbered=False, columns=True),
)  # fmt: skip
"""Kinds of heads, the more particular ones first."""

PAPERS = frozenset({"paper", "table"})
ANCHORS = _any(*(kind.anchor.pattern for kind in KINDS))
