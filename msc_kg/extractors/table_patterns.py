"""Patterns of values in tables that no phrase grammar knows: numbers, times, names of authors."""

import re

BRACKET_MARK = re.compile(r"\[\s?\d+(?:\s?[,;–-]\s?\d+)*\s?\]")
AUTHOR = re.compile(
    r"(?:(?<![\w'’-])[^\W\d_][\w'’-]{1,40}(?:,? [A-Z]{1,3}\b\.?)? et ?al\b\.?"
    r",?(?: \(?(?:19|20)\d\d\)?)?"
    r"|(?<![\w'’-])[A-Z][\w'’-]{1,40}(?:(?: and | & |, )[A-Z][\w'’-]{1,40}){0,3}"
    r",? ?(?:\((?:19|20)\d\d[a-z]?\)|(?<=,) (?:19|20)\d\d\b)"
    r")(?: ?\[\d{1,3}(?: ?[,–-] ?\d{1,3}){0,9}\])?"
)
_NOT_INSIDE = r"(?<![\w.,×^/-])"
INTEGER = re.compile(
    rf"{_NOT_INSIDE}(?:[nN] ?= ?)?\d{{1,3}}(?:,?\d{{3}})?(?![\w.^%]|,\d| ?[×x*] ?10)"
    r"(?: patients| participants| subjects| cases)?"
)
SMALL = re.compile(
    rf"{_NOT_INSIDE}(?:(?:\d{{1,2}}(?: ?[–-] ?| to | or ))?\d{{1,2}}(?![\w.^%/]|,\d)"
    r"(?: (?:doses?|times|injections?|infusions?))?"
    r"|once|twice|thrice|single(?: dose)?|one|two|three|four)\b",
    re.IGNORECASE,
)
YEAR = re.compile(
    r"(?<![\w./-])(?:19[89]\d|20[0-4]\d)(?: ?[–-] ?(?:(?:19[89]|20[0-4])\d|\d\d))?(?![\w/])"
)
_NUMBER = r"\d{1,4}(?:\.\d{1,3})?"
_UNTIL = r" ?(?:[–-]|to|±) ?"
TIME = re.compile(
    rf"(?<![\d.])(?:{_NUMBER}{_UNTIL})?{_NUMBER}\+? ?-?"
    r"(?:years?|yrs?|y|months?|mo|weeks?|wks?|days?|hours?|h)\b\.?"
    rf"|{_NOT_INSIDE}\d{{1,3}}(?:{_UNTIL}\d{{1,3}})?(?![\w.^%/–-]|,\d| ?[×x*+])",
    re.IGNORECASE,
)
RANGE = re.compile(rf"(?<![\w.])(?:[≥>≤<] ?)?{_NUMBER}(?:{_UNTIL}{_NUMBER})?(?![\w.])(?: years)?")
_NUMERAL = r"(?:IV|I{1,3}|[0-4])[ab]?"
BARE_PHASE = re.compile(rf"(?<!\S){_NUMERAL}(?: ?[/–-] ?{_NUMERAL})?(?![^\s,;])")
SEX = re.compile(
    r"\b(?:all|both|males?|females?|men|women|m/f|f/m|\d{1,4} ?[mf](?: ?/ ?\d{1,4} ?[mf])?"
    r"|(?<![/.-])\d{1,3} ?[/:] ?\d{1,3}(?![/.]))\b",
    re.IGNORECASE,
)


LISTED_BEFORE = re.compile(
    r"(?<![\w.,×^/-])(?:(?:\d{1,3}(?:\.\d{1,3})?, ){1,6}(?:(?:and|or) )?"
    r"|(?:\d{1,3}(?:\.\d{1,3})?\s?/\s?){1,6})(?=\Z)",
    re.IGNORECASE,
)
"""Numbers of a list whose last one states the power of ten for all ("1, 2, 4 × 10^6")."""
_AMOUNT = r"\d{1,4}(?:\.\d{1,3})?"
AMOUNTS = re.compile(
    rf"(?<![\w.,×^/-]){_AMOUNT}"
    rf"(?:(?:, ?(?:and |or )?| ?[–/±∼~-] ?| to | or | and ){_AMOUNT}){{0,9}}"
    r"(?![\w^%]|[.,]\d| ?[×*])"
)
"""Bare numbers, which are doses under a header that states their power of ten."""
POWER = re.compile(r"(?<![\w.,^-])\d{1,3}(?:\.\d{1,3})? ?[×x*] ?10(?:\^|E)?(?:[4-9]|10)(?!\d)")
POWERLESS = re.compile(
    r"(?<![\w.,^-])\d{1,3}(?:\.\d{1,3})? ?[×x*] ?10"
    r"(?: ?(?:cells|MSCs))?(?: ?/ ?kg\b| cells\b| MSCs\b)"
)
"""A dose that lost its exponent, which states no number but is a dose."""
TIMES_BEFORE = re.compile(
    r"(?<![\w.,])(?:\d{1,2} ?[×x*]|(?:\d{1,2}|one|two|three|four|single|multiple) "
    r"(?:doses?|injections?|infusions?|times)(?: of)?(?: up to)?) ?(?=\Z)",
    re.IGNORECASE,
)
_PERIOD = r"(?:day|week|month|year)s?"
OFTEN_AFTER = re.compile(
    rf"(?:,? (?:(?:once|twice|thrice|\d{{1,2}} times)(?: (?:a|per|every) {_PERIOD})?"
    rf"|daily|weekly|monthly|every \d{{0,2}} ?{_PERIOD}|(?:for|over) \d{{1,2}} {_PERIOD}"
    r"|(?:\d{1,2}|one|two|three|four) (?:doses|times|injections|infusions)|single dose"
    r"|per (?:dose|infusion|injection)))+(?!\w)",
    re.IGNORECASE,
)
