"""Pages of the Chinese registry: each field in Chinese, then in English; groups of treatment.

The English stands on a line below, or behind the Chinese on the same line.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from msc_kg.extractors.page_lines import Line, plain

_CJK = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{4}")
_CHINESE = re.compile(r"\S*[\u3000-\u303f\u3400-\u9fff\uff01-\uff60]")
_LATIN = re.compile(r"[A-Za-z0-9]")
_BOTH = re.compile(r"^\s*[^\s:：]*[\u3400-\u9fff][^\s:：]*\s+([A-Za-z][^:：\t|]{1,120})[:：](.*)$")
_LABEL = re.compile(r"^([^:：\t|]{1,120})[:：]")
_AGE = re.compile(r"^[\u3400-\u9fff]{1,6}\s*(M(?:in|ax) age)\s+(\d.*)$", re.IGNORECASE)
_FEWEST = 4
_PAIR = re.compile(r"(?:^|[\t|])\s*([^\t|:：]{1,80})[:：]\s*[\t|]?\s*([^\t|]*)")
_ROLE = re.compile(r"^(primary|secondary|other|additional)\b", re.IGNORECASE)
_ROLES = {"primary": "Primary", "secondary": "Secondary", "other": "Other", "additional": "Other"}
_BARE_LABEL = re.compile(r"^[^:：\t|]{1,120}[:：]$")
_TIMEPOINTS = ("measure time point of outcome", "timepoint", "time point")
_OUTCOME = re.compile(r"(?:(?:primary|secondary|other) outcomes|outcome(?: name)?):")
_NUMBER = re.compile(r"\bChiCTR[-\w]*\d{8}", re.IGNORECASE)
_FEWEST_BARE = 12
_SECOND_SPONSOR = "secondary sponsor"
_ADDRESS = ("institution hospital", "institution", "city", "province", "country")


def is_chictr_page(lines: Sequence[Line]) -> bool:
    """Return whether labels stand in Chinese and English, or in English above their values."""
    doubled = sum(_is_doubled(line, below) for line, below in pairwise(lines))
    return doubled >= _FEWEST or _is_on_one_line(lines) or _is_value_below(lines)


def _is_value_below(lines: Sequence[Line]) -> bool:
    bare = sum(bool(_BARE_LABEL.match(line.text)) for line in lines)
    return bare >= _FEWEST_BARE and any(_NUMBER.match(line.text) for line in lines)


def _beside_values(lines: Sequence[Line]) -> list[Line]:
    """Put a label and the only line below it on one line."""
    found: list[Line] = []
    for place, line in enumerate(lines):
        above = found[-1] if found else None
        after = lines[place + 1] if place + 1 < len(lines) else None
        is_only = after is None or ":" in after.text or "：" in after.text
        label = _LABEL.match(line.text)
        is_value = not _BARE_LABEL.match(line.text) and not (label and _CJK.search(label[1]))
        if above and is_only and _BARE_LABEL.match(above.text) and is_value:
            found[-1] = Line(line.number, f"{above.text} {line.text}")
        else:
            found.append(line)
    return found


def _is_on_one_line(lines: Sequence[Line]) -> bool:
    return sum(bool(_BOTH.match(line.text)) for line in lines) >= _FEWEST


def _english(line: Line) -> Line:
    """Return the English of a line in both languages; the label alone when no value has any."""
    both = _BOTH.match(line.text)
    if both is None:
        return line
    value = both[2].strip()
    if _CJK.search(value):
        value = plain(_CHINESE.sub(" ", value))
        value = value if _LATIN.search(value) else ""
    return Line(line.number, f"{both[1].strip()}: {value}")


def _is_doubled(line: Line, below: Line) -> bool:
    here, there = _LABEL.match(line.text), _LABEL.match(below.text)
    is_chinese = here and _CJK.search(here[1]) and not _LATIN_WORD.search(here[1])
    return bool(is_chinese and there and not _CJK.search(there[1]))


def chictr_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the English lines; of several fields on a line each as a line of its own."""
    kept: list[Line] = []
    stated = _without_chinese_values([line for line in lines if not line.is_blank])
    if _is_on_one_line(stated):
        stated = [_english(line) for line in stated]
    if _is_value_below(stated):
        stated = _beside_values(stated)
    for place, line in enumerate(stated):
        below = stated[place + 1] if place + 1 < len(stated) else None
        label = _LABEL.match(line.text)
        is_chinese = label and _CJK.search(label[1]) and not _LATIN_WORD.search(label[1])
        is_chinese = is_chinese and not _LATIN_WORD.search(line.text)
        if is_chinese and below is not None and _LABEL.match(below.text):
            continue
        kept += _pairs(line)
    return _with_outcomes(_with_sites(kept))


def _without_chinese_values(lines: Sequence[Line]) -> list[Line]:
    """Drop a value in Chinese above the same in English; cut Chinese off before an age."""
    kept: list[Line] = []
    for place, line in enumerate(lines):
        below = lines[place + 1] if place + 1 < len(lines) else None
        english = below is not None and not (_CJK.search(below.text) or _LABEL.match(below.text))
        is_chinese = _CJK.search(line.text) and not _LATIN.search(line.text)
        if english and is_chinese and not _LABEL.match(line.text):
            continue
        age = _AGE.match(line.text)
        kept.append(Line(line.number, f"{age[1]}: {age[2]}") if age else line)
    return kept


def _pairs(line: Line) -> list[Line]:
    pairs = _PAIR.findall(line.text)
    if len(pairs) < 2:
        return [line]
    return [Line(line.number, f"{label.strip()}: {value.strip()}") for label, value in pairs]


def _with_outcomes(lines: Sequence[Line]) -> list[Line]:
    """Give each measure the label of its role, which stands on the line after it."""
    found: list[Line] = []
    for line in lines:
        label, _, value = (plain(part) for part in re.sub("：", ":", line.text).partition(":"))
        role = _ROLE.match(value) if label.casefold() == "type" else None
        above = found[-1].text.casefold() if found else ""
        if label.casefold() in _TIMEPOINTS and value and _OUTCOME.match(above):
            found[-1] = Line(found[-1].number, f"{found[-1].text} [Time Frame: {value}]")
            continue
        if role and found and found[-1].text.casefold().startswith(("outcome:", "outcome name:")):
            measure = plain(found[-1].text.partition(":")[2])
            name = _ROLES[role[1].casefold()]
            found[-1] = Line(found[-1].number, f"{name} outcomes: {measure}")
        else:
            found.append(Line(line.number, re.sub(r"^Outcome：", "Outcome:", line.text)))
    return found


def _with_sites(lines: Sequence[Line]) -> list[Line]:
    """Make "Country", "Province", "City" and "Institution" lines into a site's two lines."""
    found: list[Line] = []
    site: dict[str, Line] = {}
    for line in lines:
        label, _, value = (plain(part) for part in re.sub("：", ":", line.text).partition(":"))
        key = label.casefold()
        if key == "country" and value:
            _close(found, site)
            site = {"country": Line(line.number, value)}
        elif site and key in _ADDRESS and key not in site:
            site[key] = Line(line.number, value)
        elif not (site and key == "level of the institution"):
            _close(found, site)
            site = {}
            found.append(line)
    _close(found, site)
    return found


def _close(found: list[Line], site: dict[str, Line]) -> None:
    """Add the site; below the bare label of the second sponsor its institution is that sponsor."""
    above = found[-1].text.rstrip(":： ").casefold() if found else ""
    if site and above == _SECOND_SPONSOR:
        name = site.get("institution hospital") or site.get("institution")
        if name is not None:
            found[-1] = Line(name.number, f"Secondary sponsor: {name.text}")
    else:
        found += _site(site)


def _site(stated: dict[str, Line]) -> list[Line]:
    if not stated:
        return []
    first = stated["country"]
    parts = (stated[key].text for key in ("city", "province", "country") if key in stated)
    address = ", ".join(part for part in parts if part)
    has_city = "city" in stated and stated["city"].text
    address = address if has_city or "province" not in stated else f", {address}"
    facility = stated.get("institution hospital") or stated.get("institution")
    below = [facility] if facility is not None and facility.text else []
    return [Line(first.number, "Locations:"), *below, Line(first.number, address)]
