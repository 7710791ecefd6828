"""The page to walk around in: what it holds, that nothing in it does harm, and a real browser."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import browser as browser
from click.testing import CliRunner

from msc_kg.cli import cli
from msc_kg.errors import UnknownNameError
from msc_kg.knowledge_graph import KnowledgeGraph
from msc_kg.store import open_graph
from msc_kg.views.walk import page
from msc_kg.views.walk.contents import Contents, contents
from msc_kg.views.walk.page import SCRIPTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

HOSTILE = "</script><img src=x onerror=alert(1)><!--"
TURNED = "‮reversed⁦"
NAMESPACE = "https://w3id.org/msc-kg/ontology#"


def written(trials: int, label: Callable[[int], str], conditions: int = 3) -> str:
    """Return a graph as N-Triples: trials of a few conditions with one sponsor each."""
    lines = []

    def say(subject: str, predicate: str, value: str) -> None:
        lines.append(f"<{subject}> <{predicate}> {value} .")

    def node(iri: str, kind: str, name: str) -> None:
        say(iri, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"<{NAMESPACE}{kind}>")
        text = json.dumps(name, ensure_ascii=True)
        say(iri, "http://www.w3.org/2000/01/rdf-schema#label", text)

    for number in range(conditions):
        node(f"https://x.org/c{number}", "Condition", f"condition {number} {label(number)}")
    for number in range(trials):
        trial, record = f"https://x.org/t{number}", f"https://x.org/r{number}"
        node(trial, "Trial", label(number))
        node(f"https://x.org/o{number}", "Organization", f"sponsor {label(number)}")
        say(trial, f"{NAMESPACE}condition", f"<https://x.org/c{number % conditions}>")
        say(trial, f"{NAMESPACE}sponsor", f"<https://x.org/o{number}>")
        say(record, f"{NAMESPACE}about", f"<{trial}>")
        say(record, f"{NAMESPACE}locator", json.dumps(label(number), ensure_ascii=True))
        say(record, f"{NAMESPACE}statedIn", "<https://x.org/d>")
        said = json.dumps(label(number) * 3, ensure_ascii=True)
        say(record, f"{NAMESPACE}sponsorStatedAs", said)
    say("https://x.org/d", "http://purl.org/dc/terms/source", json.dumps(HOSTILE))
    return "\n".join(lines) + "\n"


def held(text: str) -> Any:
    """Return the JSON in a page."""
    found = re.search(r'<script type="application/json" id="contents">(.*?)</script>', text)
    assert found
    return json.loads(found[1])


@pytest.fixture(scope="session")
def whole(seeds_folder: Path) -> Contents:
    """Return what the page of the packaged seeds holds."""
    return contents(open_graph(seeds_folder))


def labels(value: Any, kind: str) -> set[str]:
    return {row[1] for row in value["nodes"] if row[0] == kind}


def test_the_page_of_the_seeds_holds_every_trial(whole: Contents) -> None:
    value = whole.value
    assert whole.note == ""
    assert len(labels(value, "Trial")) == 67
    assert {"graft-versus-host disease", "multiple sclerosis"} <= labels(value, "Condition")
    assert "Osiris Therapeutics" in labels(value, "Organization")
    assert len(labels(value, "Paper")) > 50
    assert {row[0] for row in value["nodes"]} == {"Trial", "Condition", "Organization", "Paper"}
    assert set(value["facts"]) == {"tissue", "donor", "route", "phase", "status", "country"}
    assert "bone marrow" in value["facts"]["tissue"]


def test_filters_know_what_is_broader(whole: Contents) -> None:
    value = whole.value
    placed = [row for row in value["nodes"] if row[0] == "Trial" and "tissue" in row[5]]
    names = value["facts"]["tissue"]
    found = {
        (names[stated], names[above])
        for row in placed for stated in row[5]["tissue"][0] for above in row[5]["tissue"][1]
    }  # fmt: skip
    assert ("umbilical cord", "perinatal tissue") in found


def test_evidence_has_document_place_and_words(whole: Contents) -> None:
    value = whole.value
    trial = next(i for i, row in enumerate(value["nodes"]) if row[1] == "NCT00314483")
    said = {
        (value["documents"][document][0], value["said"][relation], place, words)
        for of, document, relation, _, place, words in value["evidence"]
        if of == trial
    }
    document = "review-immunosuppression-2011.txt"
    cell = "Table 1, row 7, column Disease"
    assert (document, "condition", cell, "Steroid-resistant GVHD") in said
    assert any(relation == "sponsor" and "Vellore" in words for _, relation, _, words in said)


def test_a_focus_opens_its_neighbourhood(seeds_folder: Path) -> None:
    found = contents(open_graph(seeds_folder), "GVHD")
    rows = [found.value["nodes"][place] for place in found.value["start"]]
    assert found.title == "graft-versus-host disease"
    assert len([row for row in rows if row[0] == "Trial"]) == 10
    assert [found.value["nodes"][place][1] for place in found.value["focus"]] == [found.title]
    with pytest.raises(UnknownNameError, match="did you mean"):
        contents(open_graph(seeds_folder), "Osiris Terapeutics Ltd")


def test_more_nodes_than_a_page_holds_are_told(seeds_folder: Path) -> None:
    graph = open_graph(seeds_folder)
    few = contents(graph, most=130)
    assert few.nodes == len(few.value["nodes"]) == 130
    assert few.note.startswith("This page holds 130 of 186 nodes; left out are 56 papers. Choose")
    assert len(labels(few.value, "Trial")) == 67
    near = contents(graph, "GVHD", most=20)
    assert "graft-versus-host disease" in labels(near.value, "Condition")
    assert "Counts are of the trials that are here" in near.note
    assert len(labels(near.value, "Trial")) >= 10


def test_the_same_page_again(seeds_folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        output = str(tmp_path / f"{name}.html")
        done = CliRunner().invoke(
            cli, ["view", "-g", str(seeds_folder), "-o", output], standalone_mode=False
        )
        assert "186 nodes to walk around in" in done.stderr
    first = (tmp_path / "one.html").read_bytes()
    assert first == (tmp_path / "two.html").read_bytes()
    assert len(first) < 200_000


def test_the_page_loads_nothing_and_runs_only_its_own_script(whole: Contents) -> None:
    text = page(whole)
    without = re.sub(r'<script type="application/json".*?</script>', "", text)
    assert without.count("<script") == 1
    assert not re.search(r"""(src|href)\s*=\s*["']|@import|url\(|import\(|fetch\(""", without)
    assert "default-src 'none'; script-src 'sha256-" in text
    assert "unsafe" not in text
    assert len(SCRIPTS) == 8


def test_hostile_labels_stay_text_in_the_page(tmp_path: Path) -> None:
    source = tmp_path / "hostile.nt"
    source.write_text(written(3, lambda n: (HOSTILE, TURNED, "x" * 10_000)[n]), encoding="utf-8")
    text = page(contents(open_graph(source)))
    assert text.count("</script") == 2
    assert "onerror=alert(1)>" not in text
    assert "‮" not in text
    assert "\\u202e" not in text.lower()
    value = held(text)
    assert HOSTILE in labels(value, "Trial")
    assert max(len(row[1]) for row in value["nodes"]) <= 300
    assert value["documents"][0][0] == HOSTILE


def test_a_neighbourhood_in_python(seeds_folder: Path) -> None:
    found = KnowledgeGraph.open(seeds_folder).neighbourhood("GVHD", depth=1)
    trial = found.nodes["https://identifiers.org/clinicaltrials:NCT00314483"]
    assert trial["status"] == ("Recruiting",)
    assert trial["url"] == "https://clinicaltrials.gov/study/NCT00314483"
    assert trial["evidence"] == 6


@dataclass
class Watched:
    """A page in a browser, with everything that should not happen."""

    page: "Page"
    troubles: list[str] = field(default_factory=list)


Opener = Callable[..., Watched]


@pytest.fixture
def opened(browser: "Browser", tmp_path: Path) -> Iterator[Opener]:
    """Return a function that opens contents; nothing may go wrong and nothing be requested."""
    contexts: list[BrowserContext] = []
    watched: list[Watched] = []

    def open_(value: Contents, width: int = 1280, height: int = 800, **options: Any) -> Watched:
        file = tmp_path / f"{len(contexts)}.html"
        file.write_text(page(value), encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        found = Watched(context.new_page())
        watched.append(found)
        found.page.on("pageerror", lambda error: found.troubles.append(f"error {error}"))
        found.page.on("console", lambda said: found.troubles.append(f"console {said.text}"))
        found.page.on("dialog", lambda dialog: found.troubles.append(f"dialog {dialog.message}"))
        found.page.on(
            "request",
            lambda request: (
                found.troubles.append(f"request {request.url}")
                if request.url != file.as_uri()
                else None
            ),
        )
        found.page.set_default_timeout(10_000)
        found.page.goto(file.as_uri())
        found.page.wait_for_selector("html[data-ready]")
        return found

    yield open_
    for each in watched:
        assert each.troubles == []
    for context in contexts:
        context.close()


def shown(page_: "Page", kind: str = "") -> list[str]:
    """Return what is told of the nodes on the sheet."""
    found = page_.locator(f"g.node{kind}").evaluate_all(
        "marks => marks.map(mark => mark.getAttribute('aria-label'))"
    )
    return [str(label) for label in found]


def overlaps(page_: "Page") -> int:
    """Return how many pairs of nodes on the sheet lie over each other by more than 1 px."""
    return int(
        page_.evaluate(
            """() => { const boxes = [...document.querySelectorAll("g.node .whole")]
              .map(mark => mark.getBoundingClientRect());
              let count = 0;
              boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
                if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
                    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) count++; }));
              return count; }"""
        )
    )


@pytest.mark.parametrize("width", [1280, 400])
def test_overview_search_and_evidence(whole: Contents, opened: Opener, width: int) -> None:
    sheet = opened(whole, width).page
    assert "condition immune system disorder, 56 trials" in shown(sheet)
    assert overlaps(sheet) == 0
    sheet.fill("#words", "GVHD")
    assert sheet.locator("#found li").first.inner_text().startswith("graft-versus-host disease")
    sheet.keyboard.press("Enter")
    assert len(shown(sheet, ".Trial")) >= 5
    assert overlaps(sheet) == 0
    panel = sheet.locator("#panel")
    assert panel.locator("h2").inner_text() == "graft-versus-host disease"
    sheet.fill("#words", "NCT00314483")
    sheet.keyboard.press("Enter")
    assert panel.locator("h2").inner_text() == "NCT00314483"
    words = panel.inner_text()
    for part in ("review-immunosuppression-2011.txt", "Table 1, row 7", "Steroid-resistant GVHD"):
        assert part in words
    link = panel.locator("a").first.get_attribute("href")
    assert link == "https://clinicaltrials.gov/study/NCT00314483"
    assert sheet.evaluate("document.documentElement.scrollWidth") <= width
    box = panel.bounding_box()
    assert box is not None
    assert box["width"] >= 300


def test_a_click_opens_and_fold_up_closes(whole: Contents, opened: Opener) -> None:
    sheet = opened(whole).page
    before = len(shown(sheet))
    bubble = sheet.locator("g.Condition[aria-label^='condition nervous system']")
    assert bubble.get_attribute("aria-expanded") == "false"
    bubble.click()
    assert len(shown(sheet)) > before
    assert overlaps(sheet) == 0
    assert sheet.locator("#lines path").count() > 0
    sheet.get_by_role("button", name="Fold up").click()
    assert len(shown(sheet)) == before
    sheet.locator("#back").click()
    assert len(shown(sheet)) > before
    sheet.locator("#overview").click()
    assert len(shown(sheet)) == before


def test_hover_lights_up_the_neighbours(seeds_folder: Path, opened: Opener) -> None:
    sheet = opened(contents(open_graph(seeds_folder), "GVHD")).page
    trial = sheet.locator("g.Trial[aria-label*='NCT00972660']")
    trial.hover()
    assert sheet.locator("#moved.lit").count() == 1
    near = sheet.locator("g.node.near").evaluate_all(
        "marks => marks.map(mark => mark.getAttribute('aria-label'))"
    )
    assert any("chronic graft-versus-host disease" in label for label in near)
    assert any("Guangdong General Hospital" in label for label in near)
    assert len(near) == 3
    dimmed = sheet.locator("g.node:not(.near)").first
    assert float(dimmed.evaluate("mark => getComputedStyle(mark).opacity")) < 0.5


def test_the_keyboard_is_enough(whole: Contents, opened: Opener) -> None:
    sheet = opened(whole).page
    sheet.keyboard.press("/")
    sheet.keyboard.type("multiple scler")
    sheet.keyboard.press("ArrowDown")
    sheet.keyboard.press("Enter")
    focused = "document.activeElement.getAttribute('aria-label') || ''"
    assert sheet.evaluate(focused).startswith("condition multiple sclerosis")
    trials = len(shown(sheet, ".Trial"))
    assert trials >= 10
    visited = set()
    for key in ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft") * 2:
        sheet.keyboard.press(key)
        visited.add(sheet.evaluate(focused))
    assert len(visited) >= 3
    before = len(shown(sheet))
    for key in ("ArrowUp", "ArrowLeft", "ArrowRight", "ArrowDown"):
        if sheet.evaluate(focused).startswith("trial"):
            break
        sheet.keyboard.press(key)
    sheet.keyboard.press("Enter")
    assert len(shown(sheet)) > before
    sheet.keyboard.press("Backspace")
    assert len(shown(sheet)) == before
    sheet.keyboard.press("Escape")
    assert sheet.locator("#panel").inner_text() == ""
    sheet.locator("#filters summary").focus()
    sheet.keyboard.press("Enter")
    assert sheet.locator("#facts select").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_shuts_readers_out(whole: Contents, opened: Opener, scheme: str) -> None:
    """Contrast, names and roles, by the rules of axe (whose script the policy would stop)."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    sheet = opened(whole, color_scheme=scheme, bypass_csp=True).page
    for words in ("", "GVHD"):
        sheet.fill("#words", words)
        assert axe.Axe().run(sheet).response["violations"] == []
    sheet.keyboard.press("Enter")
    assert axe.Axe().run(sheet).response["violations"] == []


def test_filters_change_counts(whole: Contents, opened: Opener) -> None:
    sheet = opened(whole).page
    sheet.locator("#filters summary").click()
    sheet.locator("select[name=status]").select_option(label="Completed (4)")
    counts = [int(n) for label in shown(sheet) for n in re.findall(r", (\d+) trials?$", label)]
    assert counts
    assert max(counts) <= 4
    sheet.get_by_role("button", name="Clear filters").click()
    assert "condition immune system disorder, 56 trials" in shown(sheet)


def test_hostile_labels_do_nothing(tmp_path: Path, opened: Opener) -> None:
    source = tmp_path / "hostile.nt"
    source.write_text(written(3, lambda n: (HOSTILE, TURNED, "x" * 10_000)[n]), encoding="utf-8")
    sheet = opened(contents(open_graph(source))).page
    assert sheet.locator("img").count() == 0
    for _ in range(3):
        for mark in sheet.locator("g.node[aria-expanded=false]").all():
            mark.press("Enter")
    assert len(shown(sheet)) == 9
    sheet.locator("g.Trial").first.press("Enter")
    sheet.locator("g.Organization[aria-label*='script']").press("Enter")
    assert HOSTILE in sheet.locator("#panel").inner_text()
    assert sheet.locator("img, iframe, #panel script").count() == 0


def test_five_thousand_nodes(tmp_path: Path, opened: Opener) -> None:
    source = tmp_path / "large.nt"
    source.write_text(written(2_700, lambda n: f"NCT{n:08}"), encoding="utf-8")
    value = contents(open_graph(source))
    assert value.nodes == 5_000
    sheet = opened(value).page
    assert "This page holds 5,000 of 5,403 nodes" in sheet.locator("#note").inner_text()
    bubble = sheet.locator("g.Condition").first
    for _ in range(20):
        bubble.press("Enter")
    assert len(shown(sheet)) == 400
    assert "400 nodes are shown at most" in sheet.locator("#note").inner_text()
    assert overlaps(sheet) == 0
