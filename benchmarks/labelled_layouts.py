"""Pages of labelled fields, drawn: the facts of gold records in many words and layouts.

    python benchmarks/labelled_layouts.py [--each N] [--seed N] [--layout NAME] [--errors]

Each page takes a gold record of the corpus, the labels of a vocabulary
(``labelled_words.toml``), a layout, an order of its fields, and what sites print around them:
navigation, a description that names other trials, contacts, other trials. Micro-F1 of each
layout and of each vocabulary is printed. Not asked for is what cells, arms and papers say.
"""

import argparse
import html
import random
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import extraction
import msgspec
from labelled_facts import Field, gold_records, merged, stated_fields
from scoring import Counts, Score, Stated, compare, total

from msc_kg.documents import Document
from msc_kg.extractors import registry

WORDS = Path(__file__).with_name("labelled_words.toml")
NOT_ASKED = ("arms", "products", "doses", "routes", "references", "related_trials", "mesh_terms")
_HINTS = (
    "as registered",
    "see the protocol",
    "required",
    "one or more",
    "as stated by the sponsor",
)
NAVIGATION = "Home | Search trials | About us | Contact us | Log in"
DESCRIPTION = (
    "Patients get the cells or what they get now. A trial before this one, NCT00504803, gave 2 x "
    "10^6 cells/kg for aplastic anemia; the phase of that was 3, and its sponsor has closed."
)
CONTACT = "Study desk, +1 555 0100, desk@example.org"
RELATED = ("Cells for a sore heel", "NCT01234567", "Recruiting", "Phase 3")

OTHERS = (
    ("Time perspective", "Prospective"),
    ("Number of arms", "2"),
    ("Data monitoring committee", "Yes"),
    ("Ethics approval number", "2019-114"),
    ("Biobank consent", "Required before the first visit"),
    ("Funding", "A national fund for rare diseases"),
    ("Insurance certificate", "Held by the sponsor"),
    ("Follow-up visits", "1, 3, 6 and 12 months"),
    ("Sub-study", "Imaging of the joint"),
    ("Shipping temperature", "-150 degrees, in vapour"),
    ("Steering group", "Four people of two hospitals"),
    ("Inclusion criteria", "Pain for 3 months or more; Phase II of the disease"),
    ("Exclusion criteria", "Cancer within 5 years; women who are pregnant"),
    ("Randomisation list", "Kept by the pharmacy"),
    ("Source of funding", "Ministry of Health"),
    ("Contact name", "Jane Roe"),
    ("Telephone", "+1 555 0101"),
    ("Storage of records", "15 years"),
)
"""What pages state beside, some of it below labels that no lexicon has."""


@dataclass(frozen=True)
class Page:
    """A drawn page, and the record that it states."""

    layout: str
    vocabulary: str
    document: Document
    gold: Stated


def vocabularies() -> Mapping[str, Mapping[str, str]]:
    """Return the labels of each vocabulary by field."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


Layout = Callable[[Sequence[Field], random.Random], str]


def _joined(values: Sequence[str], mark: str = "; ") -> str:
    return mark.join(values)


def _lines(form: str, mark: str = "; ") -> Layout:
    def render(fields: Sequence[Field], choice: random.Random) -> str:
        rows = (
            form.format(label=label, value=_joined(values, mark)) for _, label, values in fields
        )
        return "\n".join(rows)

    return render


def _numbered(fields: Sequence[Field], choice: random.Random) -> str:
    letter = choice.choice(("", "A.", "B."))
    rows = (
        f"{letter}{number // 4 + 1}.{number % 4 + 1} {label}: {_joined(values)}"
        for number, (_, label, values) in enumerate(fields)
    )
    return "\n".join(rows)


def _hinted(fields: Sequence[Field], choice: random.Random) -> str:
    rows = (f"{label} ({choice.choice(_HINTS)}): {_joined(v)}" for _, label, v in fields)
    return "\n".join(rows)


def _bilingual(fields: Sequence[Field], choice: random.Random) -> str:
    words = choice.choice((vocabularies()["spanish"], CHINESE))
    rows = []
    for name, label, values in fields:
        other = words.get(name)
        rows.append(
            f"{other} / {label}: {_joined(values)}" if other else f"{label}: {_joined(values)}"
        )
    return "\n".join(rows)


def _items(form: str, item: str) -> Layout:
    """Return a layout with the label above, and each value on a line of its own."""

    def render(fields: Sequence[Field], choice: random.Random) -> str:
        blocks = (
            form.format(label=label)
            + "\n"
            + "\n".join(item.format(value=value) for value in values)
            for _, label, values in fields
        )
        return "\n\n".join(blocks)

    return render


def _html(form: str, mark: str = "; ", around: str = "{}") -> Layout:
    def render(fields: Sequence[Field], choice: random.Random) -> str:
        rows = (
            form.format(
                label=html.escape(label), value=_joined([html.escape(v) for v in values], mark)
            )
            for _, label, values in fields
        )
        return around.format("\n".join(rows))

    return render


CHINESE = {
    "registry_ids": "注册号", "title": "注册题目", "official_title": "研究课题的正式科学名称",
    "conditions": "研究疾病", "interventions": "干预措施", "phases": "研究所处阶段",
    "study_type": "研究类型", "enrollment": "样本总量", "first_posted": "注册时间",
    "last_updated": "最近更新日期", "min_age": "最小年龄", "max_age": "最大年龄", "sex": "性别",
    "masking": "盲法", "status": "征募研究对象情况", "primary_outcomes": "主要指标",
}  # fmt: skip

LAYOUTS: Mapping[str, Layout] = {
    "colon": _lines("{label}: {value}"),
    "colon, blank lines": _lines("{label}: {value}\n"),
    "space and colon": _lines("{label} : {value}"),
    "capitals": lambda fields, choice: "\n".join(
        f"{label.upper()}: {_joined(values)}" for _, label, values in fields
    ),
    "value below, colon": _lines("{label}:\n{value}"),
    "value below": _lines("{label}\n{value}\n"),
    "value below, no blank lines": _lines("{label}\n{value}"),
    "items below": _items("{label}", "{value}"),
    "bullets below": _items("{label}:", "- {value}"),
    "tabs": _lines("{label}\t{value}"),
    "pipes": _lines("{label} | {value}"),
    "closed pipes": _lines("{label}: | {value} |"),
    "markdown table": lambda fields, choice: (
        "| Field | Value |\n|---|---|\n" + _lines("| {label} | {value} |")(fields, choice)
    ),
    "markdown bold": _lines("**{label}:** {value}\n"),
    "markdown bold below": _lines("**{label}**\n\n{value}\n"),
    "markdown list": _lines("- **{label}**: {value}"),
    "markdown headings": _items("## {label}", "- {value}"),
    "numbered": _numbered,
    "hints in brackets": _hinted,
    "two languages": _bilingual,
    "html table": _html("<tr><th>{label}</th><td>{value}</td></tr>", "<br>", "<table>{}</table>"),
    "html definitions": _html("<dt>{label}</dt><dd>{value}</dd>", "; ", "<dl>{}</dl>"),
    "html divisions": _html(
        '<div class="row"><div class="k">{label}</div><div class="v">{value}</div></div>'
    ),
    "html spans": _html("<p><span>{label}:</span> <span>{value}</span></p>"),
    "html headings": _html("<h3>{label}</h3><ul><li>{value}</li></ul>", "</li><li>"),
    "html bold": _html("<p><b>{label}</b><br>{value}</p>"),
}


def _around(layout: str, body: str, head: str, choice: random.Random) -> str:
    """Put what sites print around the fields, each of it or not."""
    shown = [choice.random() < 0.6 for _ in range(4)]
    if layout.startswith("html"):
        parts = [
            f"<nav>{NAVIGATION}</nav>" if shown[0] else "",
            f"<h1>{html.escape(head)}</h1>",
            body,
            f"<h2>Brief summary</h2><p>{DESCRIPTION}</p>" if shown[1] else "",
            f"<h2>Contact</h2><p>{CONTACT}</p>" if shown[2] else "",
            f"<h2>Similar trials</h2><p>{'<br>'.join(RELATED)}</p>" if shown[3] else "",
        ]
        return "<!DOCTYPE html><html><body>" + "\n".join(parts) + "</body></html>"
    mark = "## " if layout.startswith("markdown") else ""
    parts = [
        NAVIGATION + "\n" if shown[0] else "",
        f"# {head}\n" if mark else f"{head}\n",
        body,
        f"\n{mark}Brief summary\n{DESCRIPTION}\n" if shown[1] else "",
        f"\n{mark}Contact\n{CONTACT}\n" if shown[2] else "",
        f"\n{mark}Similar trials\n" + "\n".join(RELATED) if shown[3] else "",
    ]
    return "\n".join(part for part in parts if part)


def draw(record: Stated, layout: str, vocabulary: str, choice: random.Random) -> Page:
    """Return a page that states the record, as far as the vocabulary goes."""
    stated = list(stated_fields(record, vocabularies()[vocabulary], choice))
    first = [each for each in stated if each[0][0] == "registry_ids"]
    others = [each for each in stated if each not in first and choice.random() < 0.9]
    choice.shuffle(others)
    place = choice.choice((0, 0, 1, 2))
    stated = [*others[:place], *first, *others[place:]]
    fields = [field for field, _ in stated]
    for label, text in choice.sample(OTHERS, choice.randint(2, 7)):
        fields.insert(choice.randint(place + 1, len(fields)), ("", label, (text,)))
    body = LAYOUTS[layout](fields, choice)
    gold = merged([share for _, share in stated])
    gold.setdefault("title", record["title"])
    text = _around(layout, body, record["title"], choice)
    return Page(layout, vocabulary, Document(f"{layout}-{vocabulary}", text.encode()), gold)


def draws(each: int, seed: int, layouts: Sequence[str] = tuple(LAYOUTS)) -> Iterator[Page]:
    """Yield ``each`` pages of every layout and vocabulary."""
    records = gold_records()
    for layout in layouts:
        for vocabulary in vocabularies():
            for number in range(each):
                choice = random.Random(f"{seed} {layout} {vocabulary} {number}")
                yield draw(choice.choice(records), layout, vocabulary, choice)


def measure(page: Page) -> Score:
    """Return the score of what is read from a page."""
    found = [
        {
            name: value
            for name, value in msgspec.to_builtins(record).items()
            if name not in NOT_ASKED
        }
        for record in registry.extract(page.document).records
    ]
    return compare([page.gold], found)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layout", action="append", choices=tuple(LAYOUTS))
    parser.add_argument("--errors", action="store_true")
    chosen = parser.parse_args(arguments)
    by_layout, by_vocabulary = defaultdict(list), defaultdict(list)
    for page in draws(chosen.each, chosen.seed, chosen.layout or tuple(LAYOUTS)):
        score = measure(page)
        by_layout[page.layout].append(score)
        by_vocabulary[page.vocabulary].append(score)
        for error in score.errors if chosen.errors else ():
            print(page.layout, page.vocabulary, "missed" if error.missed else "extra", error.path,
                  str(error.value)[:80], sep=" | ")  # fmt: skip
    for first, scores in (("layout", by_layout), ("vocabulary", by_vocabulary)):
        rows: dict[str, Counts] = {
            name: total(score.total for score in each) for name, each in scores.items()
        }
        print(extraction.as_table(first, rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
