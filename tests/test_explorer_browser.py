"""The explorer in a real browser: asked, read, downloaded, by mouse and by keyboard.

With ``MSC_KG_SCREENSHOTS`` set to a folder, every page is kept there as it looks at the end.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("nicegui", reason="needs msc-kg[explorer]")

import serving
from browser import browser

from msc_kg.dossiers.around import around
from msc_kg.explorer import picture, places
from msc_kg.store import open_graph

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

__all__ = ["browser"]

WIDE, NARROW = 1280, 400
LONG = 60_000
"""Milliseconds that a slow machine may take."""

HOSTILE = "<img src=x onerror=alert(1)>{{ 7 * 7 }}</script><script>alert(2)</script>"
SPONSOR = "Osiris Therapeutics"


@dataclass
class Visit:
    """A browser at one server: what its pages complained of, and what they asked for."""

    context: "BrowserContext"
    page: "Page"
    root: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))

    def _said(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def go(self, path: str) -> None:
        self.page.goto(self.root + path)
        self.page.locator("main h1").wait_for()

    def at_rest(self) -> None:
        """Wait until the page's connection to its server stands: only then it reacts."""
        self.page.wait_for_function("window.socket?.connected === true")

    def keep(self, name: str) -> None:
        """Keep a picture of the page, if pictures are wanted."""
        kept = os.environ.get("MSC_KG_SCREENSHOTS")
        if kept:
            Path(kept).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(kept) / f"{name}.png", full_page=True)

    def check(self) -> None:
        """Nothing complained, nothing was asked of another host, nothing is too wide."""
        hosts = {urlsplit(url).hostname for url in self.requests if ":" in url[:6]}
        assert hosts - {None} <= {"127.0.0.1"}, hosts
        assert self.complaints == []
        excess = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(excess) <= 0


@pytest.fixture(scope="module")
def root(seeds_folder: Path) -> Iterator[str]:
    with serving.served(seeds_folder) as served:
        yield f"http://127.0.0.1:{served.port}"


def visit(browser: "Browser", root: str, name: str, **options: Any) -> Iterator[Visit]:
    size = {"width": options.pop("width", WIDE), "height": 850}
    context = browser.new_context(viewport=size, **options)  # type: ignore[arg-type]
    context.set_default_timeout(LONG)
    found = Visit(context, context.new_page(), root)
    found.watch()
    yield found
    found.keep(name)
    found.check()
    context.close()


@pytest.fixture
def wide(browser: "Browser", root: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    yield from visit(browser, root, re.sub(r"\W+", "-", request.node.name))


@pytest.fixture(
    params=[(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")],
    ids=lambda param: f"{param[0]}-{param[1]}",
)
def anyone(browser: "Browser", root: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    width, scheme = request.param
    name = re.sub(r"\W+", "-", request.node.name)
    yield from visit(browser, root, name, width=width, color_scheme=scheme)


def choose(visit: Visit, parameter: str, typed: str, suggestion: str) -> None:
    """Type into the field of a parameter and take a suggestion."""
    box = visit.page.locator(f'input[data-parameter="{parameter}"]')
    box.fill(typed)
    offers = visit.page.get_by_role("group", name=f"Suggestions for {parameter}")
    offers.get_by_role("button", name=suggestion).first.click()
    visit.page.get_by_role("button", name=re.compile(f"^Remove {suggestion}")).wait_for()


def asked(*arguments: str, graph: Path) -> str:
    command = [sys.executable, "-m", "msc_kg", "query", *arguments, "-g", str(graph)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_six_sponsors_of_gvhd_and_bm_by_typing(wide: Visit, seeds_folder: Path) -> None:
    page = wide.page
    wide.go("/ask/sponsors")
    wide.at_rest()
    choose(wide, "condition", "GVHD", "graft-versus-host disease")
    choose(wide, "tissue", "BM", "bone marrow")
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("heading", name="6 rows").wait_for()
    address = "/ask/sponsors?condition=graft-versus-host%20disease&tissue=bone%20marrow"
    assert page.url == wide.root + address
    assert page.locator(".results tbody tr").count() == 6
    told = asked("sponsors", "--condition", "GVHD", "--tissue", "BM", graph=seeds_folder)
    assert [cell.split("\n")[0] for cell in page.locator("td:first-child").all_inner_texts()] == [
        line.split(",")[0].strip('"') if not line.startswith('"') else line.split('"')[1]
        for line in told.splitlines()[1:]
    ]


LATE = """
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (message) { setTimeout(() => send.call(this, message), 600); };
"""
"""Makes everything that a page tells its server late, in its order."""


@pytest.fixture
def late(browser: "Browser", root: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    visits = visit(browser, root, request.node.name)
    found = next(visits)
    found.context.add_init_script(LATE)
    yield found
    assert next(visits, None) is None


def test_what_is_typed_after_a_choice_stays_where_it_is_typed(late: Visit) -> None:
    """Before the server has answered anything: in the next field, then in the same one."""
    page = late.page
    late.go("/ask/sponsors")
    late.at_rest()
    condition, tissue = (page.locator(f'[data-parameter="{p}"]') for p in ("condition", "tissue"))
    condition.fill("GVHD")
    offers = page.get_by_role("group", name="Suggestions for condition")
    offers.get_by_role("button", name="graft-versus-host disease").first.click()
    tissue.click()
    page.keyboard.type("BM", delay=500)
    page.get_by_role("button", name="Remove graft-versus-host disease").wait_for()
    assert (condition.input_value(), tissue.input_value()) == ("", "BM")
    offers = page.get_by_role("group", name="Suggestions for tissue")
    offers.get_by_role("button", name="bone marrow").first.click()
    page.keyboard.type("WJ", delay=500)
    page.get_by_role("button", name="Remove bone marrow").wait_for()
    assert (condition.input_value(), tissue.input_value()) == ("", "WJ")


def test_what_is_typed_after_a_removal_stays_where_it_is_typed(late: Visit) -> None:
    page = late.page
    late.go("/ask/sponsors?condition=GVHD&tissue=BM")
    late.at_rest()
    chip = page.get_by_role("button", name="Remove GVHD")
    chip.click()
    assert page.evaluate("document.activeElement.dataset.parameter") == "condition"
    tissue = page.locator('[data-parameter="tissue"]')
    tissue.click()
    page.keyboard.type("WJ", delay=500)
    chip.wait_for(state="detached")
    assert tissue.input_value() == "WJ"


def test_entering_a_field_offers_but_not_right_after_a_choice(wide: Visit) -> None:
    """By mouse and by keyboard; and again when it is entered once more."""
    page = wide.page
    wide.go("/ask/sponsors")
    wide.at_rest()
    box = page.locator('[data-parameter="condition"]')
    offers = page.get_by_role("group", name="Suggestions for condition").get_by_role("button")
    for choose_by in ("click", "Enter"):
        box.click()
        offers.first.wait_for()
        chips = page.locator(".chip").count()
        if choose_by == "click":
            offers.first.click()
        else:
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
        page.wait_for_function(f"document.querySelectorAll('.chip').length === {chips + 1}")
        assert page.evaluate("document.activeElement.dataset.parameter") == "condition"
        page.wait_for_timeout(500)
        assert offers.count() == 0
        page.locator('[data-parameter="tissue"]').click()


def test_a_parameter_that_a_question_does_not_have_is_told(wide: Visit) -> None:
    wide.go("/ask/sponsors?tisue=BM&condition=GVHD")
    wide.page.get_by_text("The question has no parameter 'tisue': it is left out.").wait_for()
    wide.page.get_by_role("heading", name="7 rows").wait_for()


def test_gvhd_offers_its_narrower_conditions_with_their_trials(wide: Visit) -> None:
    wide.go("/ask/sponsors")
    wide.at_rest()
    wide.page.locator('input[data-parameter="condition"]').fill("GVHD")
    offers = wide.page.get_by_role("group", name="Suggestions for condition")
    offers.get_by_text("steroid-refractory graft-versus-host disease").wait_for()
    texts = [text.split("\n") for text in offers.get_by_role("button").all_inner_texts()]
    assert texts[0] == ["graft-versus-host disease", "10 trials"]
    assert ["chronic graft-versus-host disease", "1 trial"] in texts


def test_the_address_is_the_question_and_back_goes_back(wide: Visit) -> None:
    page = wide.page
    wide.go("/ask/sponsors?condition=GVHD&tissue=BM")
    page.get_by_role("heading", name="6 rows").wait_for()
    wide.at_rest()
    page.get_by_role("button", name="Remove BM").click()
    page.get_by_role("button", name="Remove BM").wait_for(state="detached")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**/ask/sponsors?condition=GVHD")
    page.get_by_role("heading", name="7 rows").wait_for()
    page.go_back()
    page.get_by_role("heading", name="6 rows").wait_for()
    assert page.url.endswith("/ask/sponsors?condition=GVHD&tissue=BM")


def test_rows_are_sorted_and_filtered(wide: Visit) -> None:
    page = wide.page
    wide.go("/ask/sponsors?condition=GVHD&tissue=BM")
    wide.at_rest()
    page.get_by_role("button", name="country").click()
    first = page.locator(".results tbody tr").first
    first.get_by_text("Belgium").wait_for()
    page.get_by_label("Filter rows").fill("united states")
    page.wait_for_function("document.querySelectorAll('.results tbody tr').length === 2")


def test_the_evidence_of_a_row_opens_and_closes(wide: Visit) -> None:
    page = wide.page
    wide.go("/ask/sponsors?condition=GVHD&tissue=BM")
    wide.at_rest()
    page.get_by_role("button", name="Evidence of row 1").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("heading", name="Evidence: Osiris Therapeutics").wait_for()
    dialog.get_by_text("Table 1, row 9").first.wait_for()
    assert "review-immunosuppression-2011.txt" in dialog.inner_text()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    page.locator('[aria-label="Evidence of row 1"]:focus').wait_for()


def test_the_csv_is_that_of_the_command_line(wide: Visit, seeds_folder: Path) -> None:
    page = wide.page
    wide.go("/ask/sponsors?condition=GVHD&tissue=BM")
    wide.at_rest()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download CSV").click()
    assert waiting.value.suggested_filename == "sponsors.csv"
    content = Path(waiting.value.path()).read_text(encoding="utf-8")
    told = asked("sponsors", "--condition", "GVHD", "--tissue", "BM", graph=seeds_folder)
    assert content == told


def test_the_sparql_behind_an_answer_goes_to_the_editor(wide: Visit) -> None:
    page = wide.page
    wide.go("/ask/sponsors?condition=GVHD&tissue=BM")
    page.get_by_text("The SPARQL and the command behind this answer").click()
    page.get_by_text("msc-kg query sponsors --condition GVHD --tissue BM").wait_for()
    page.get_by_role("link", name="Open in the editor").click()
    page.get_by_role("heading", name="Your own SPARQL").wait_for()
    wide.at_rest()
    page.get_by_role("button", name="Run").click()
    page.get_by_role("heading", name="6 rows").wait_for()


def written(visit: Visit, query: str) -> None:
    """Put a query into the editor in the place of what is there, and run it."""
    visit.at_rest()
    visit.page.locator(".cm-content").click()
    visit.page.keyboard.press("ControlOrMeta+a")
    visit.page.keyboard.insert_text(query)
    visit.page.get_by_role("button", name="Run").click()


def test_the_editor_answers_each_form_and_tells_errors(wide: Visit) -> None:
    page = wide.page
    wide.go("/editor")
    written(wide, "ASK { ?trial a msc:Trial }")
    page.get_by_text("yes", exact=True).wait_for()
    written(wide, "CONSTRUCT { ?t a msc:Trial } WHERE { ?t dcterms:identifier 'NCT00698191' }")
    page.get_by_role("heading", name=re.compile("triple")).wait_for()
    written(wide, "SELECT ?x WHERE {\n  ?x a }")
    page.get_by_role("alert").get_by_text("line 2, column").wait_for()
    written(wide, "DELETE WHERE { ?s ?p ?o }")
    page.get_by_role("alert").get_by_text("is an update").wait_for()
    written(wide, "SELECT ?t WHERE { ?t a msc:Nothing }")
    page.get_by_role("heading", name="0 rows").wait_for()


def test_ones_own_query_stands_in_the_address(wide: Visit) -> None:
    wide.go("/editor?query=SELECT (1234567 AS ?large) (2026 AS ?year) {}")
    wide.at_rest()
    page = wide.page
    page.get_by_role("button", name="Run").click()
    page.get_by_role("cell", name="1,234,567").wait_for()
    assert page.get_by_role("cell", name="2026", exact=True).is_visible()
    page.wait_for_url("**/editor?query=SELECT*&run=1")
    page.reload()
    page.get_by_role("cell", name="1,234,567").wait_for()
    wide.go("/")
    page.get_by_role("link", name="Which trials were stopped, and why?").click()
    page.get_by_role("heading", name="0 rows").wait_for()


def test_unknown_addresses_say_so_and_lead_back(browser: "Browser", root: str) -> None:
    visits = visit(browser, root, "unknown")
    found = next(visits)
    page = found.page
    found.go("/trials/NCT00698191?x=<script>")
    page.get_by_role("heading", name="No such page").wait_for()
    assert "/trials/NCT00698191" in page.locator("main").inner_text()
    (complaint,) = found.complaints
    assert "404" in complaint
    found.complaints.clear()
    page.locator("main").get_by_role("button", name="Search").click()
    page.get_by_role("heading", name="Trials (1)").wait_for()
    page.go_back()
    found.complaints.clear()
    page.locator("main").get_by_role("link", name="Overview").click()
    page.get_by_role("heading", name="What this graph holds").wait_for()
    found.at_rest()
    assert next(visits, None) is None


def test_a_trial_shows_where_its_documents_disagree(anyone: Visit) -> None:
    page = anyone.page
    anyone.go("/ask/disagreements?trial=NCT00698191")
    page.get_by_role("heading", name="2 rows").wait_for()
    page.get_by_role("link", name="NCT00698191").first.click()
    page.get_by_role("heading", name="Where the documents disagree").wait_for()
    row = page.locator("tr.contradiction")
    assert row.get_by_role("rowheader").inner_text().split() == [
        "tissue",
        "source",
        "contradiction",
    ]
    texts = row.locator("td").all_inner_texts()
    assert ["umbilical cord" in text for text in texts] == [False, True]
    assert page.locator("tr.granularity").count() == 1
    assert page.locator("tr.differs").count() == 2


PAGES = (
    ("/", "who says what"),
    ("/ask", "Questions"),
    ("/ask/sponsors?condition=GVHD&tissue=BM", "6 rows"),
    ("/ask/trials?condition=lupos", "Which trials"),
    ("/ask/doses?condition=MS", "rows"),
    ("/trial/NCT00698191", "What each document says"),
    ("/condition/GVHD", "Broader and narrower"),
    ("/sponsor?name=Nanjing%20Medical%20University", "Trials (1)"),
    ("/paper?name=10.1186/s13287-022-02782-7", "What each document says"),
    ("/graph?kind=condition&name=GVHD", "Neighbourhood of graft-versus-host disease"),
    ("/search?q=lupus", "Conditions (2)"),
    ("/node?iri=https://w3id.org/msc-kg/tissue/bone-marrow", "bone-marrow"),
    ("/editor", "Your own SPARQL"),
    ("/trial/NCT09999999", "Unknown trial"),
)


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light")])
def test_every_page_is_readable_by_everyone(
    browser: "Browser", root: str, width: int, scheme: str
) -> None:
    """Wide or narrow, light or dark: no rule of axe is broken, nothing is too wide."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    visits = visit(browser, root, f"everyone-{width}-{scheme}", width=width, color_scheme=scheme)
    found = next(visits)
    for path, heading in PAGES:
        found.go(path)
        found.page.get_by_role("heading", name=heading).first.wait_for()
        found.at_rest()
        if path == "/editor":
            found.page.locator('.cm-content[aria-label="SPARQL query"]').wait_for()
        broken = axe.Axe().run(found.page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in broken] == [], path
        read = "all => all.map(heading => Number(heading.tagName[1]))"
        levels = found.page.locator("h1, h2, h3").evaluate_all(read)
        assert (levels[0], levels.count(1)) == (1, 1), path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path
        found.keep(re.sub(r"\W+", "-", f"{width}-{scheme}{path}")[:60])
        found.check()
    assert next(visits, None) is None


def test_keyboard_only(wide: Visit) -> None:
    """From the skip link to an answer and its evidence without a mouse."""
    page = wide.page
    wide.go("/ask/sponsors")
    wide.at_rest()
    focused = "document.activeElement"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.dataset.parameter") == "condition"
    outline = f"getComputedStyle({focused}.closest('.q-field__control') ?? {focused}).outlineStyle"
    page.keyboard.type("GVHD")
    page.get_by_text("steroid-refractory graft-versus-host disease").wait_for()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(f"{focused}.innerText").startswith("graft-versus-host disease")
    assert page.evaluate(outline) != "none"
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("^Remove graft")).wait_for()
    page.wait_for_function(f"{focused}.dataset.parameter === 'condition'")
    page.locator('input[data-parameter="tissue"]').focus()
    page.keyboard.type("BM")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="6 rows").wait_for()
    wide.at_rest()
    page.get_by_role("button", name="Evidence of row 2").press("Enter")
    page.get_by_role("dialog").get_by_text("University Hospital of Liege").first.wait_for()


def test_the_overview_leads_on(wide: Visit) -> None:
    page = wide.page
    wide.go("/")
    page.locator(".map canvas").wait_for()
    page.locator(".timeline canvas").wait_for()
    wide.at_rest()
    page.get_by_text("The evidence map as a table").click()
    page.locator("details[open] .results a").first.click()
    page.wait_for_url("**/ask/trials?condition=*&tissue=*")
    page.get_by_role("heading", name=re.compile(r"^\d+ rows?$")).wait_for()
    page.go_back()
    page.locator(".timeline canvas").wait_for()
    wide.at_rest()
    search = page.locator("form.wide")
    search.get_by_role("searchbox").fill("GVHD")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="graft-versus-host disease", exact=True).click()
    page.get_by_role("heading", name="Broader and narrower conditions").wait_for()


SLOW = """
import sys, time
from msc_kg.cli import cli
from msc_kg.explorer.session import Explorer
read = Explorer.overview
Explorer.overview = lambda explorer: (time.sleep(6), read(explorer))[1]
cli(["serve", "-g", sys.argv[1], "--port", "0"])
"""


@pytest.fixture(scope="module")
def slow_root(seeds_folder: Path) -> Iterator[str]:
    """A server whose overview takes seconds to read."""
    command = [sys.executable, "-c", SLOW, str(seeds_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[-1].rstrip("/")
        finally:
            server.terminate()


@pytest.fixture
def slow(browser: "Browser", slow_root: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    yield from visit(browser, slow_root, request.node.name)


def test_what_takes_long_to_read_follows_on_the_page(slow: Visit) -> None:
    page = slow.page
    slow.go("/")
    page.get_by_role("status").get_by_text("Reading what this graph holds").wait_for()
    assert page.get_by_role("heading", name="Evidence map").count() == 0
    page.get_by_role("heading", name="Evidence map").wait_for()
    assert page.get_by_role("status").count() == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to main content"


def test_what_is_searched_for_stays_while_the_page_is_filled(slow: Visit) -> None:
    page = slow.page
    slow.go("/")
    page.get_by_role("status").get_by_text("Reading what this graph holds").wait_for()
    search = page.locator("form.wide").get_by_role("searchbox")
    search.click()
    page.keyboard.type("GVHD")
    page.get_by_role("heading", name="Evidence map").wait_for()
    page.keyboard.type(" cord")
    assert search.input_value() == "GVHD cord"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=GVHD+cord")
    assert search.input_value() == "GVHD cord"


def test_a_bubble_leads_to_its_trials(wide: Visit) -> None:
    page = wide.page
    wide.go("/")
    wide.at_rest()
    canvas = page.locator(".map canvas")
    canvas.wait_for()
    box = canvas.bounding_box()
    assert box is not None
    rows, columns = round((box["height"] - 110) / 34), 5
    x = 210 + (box["width"] - 230) / columns / 2
    y = 90 + (box["height"] - 100) / rows / 2
    canvas.click(position={"x": x, "y": y})
    page.wait_for_url("**/ask/trials?condition=*&tissue=bone%20marrow")


def test_a_node_of_a_neighbourhood_stands_where_it_was_placed(
    wide: Visit, seeds_folder: Path
) -> None:
    """A click on its place leads to its page; all names are within the chart."""
    found = around(open_graph(str(seeds_folder)), "condition", "GVHD")
    placed = places.place(found)
    sponsor = next(node for node in found.nodes if node.kind == "sponsor")
    wide.go("/graph?kind=condition&name=GVHD")
    wide.at_rest()
    canvas = wide.page.locator(".graph canvas")
    canvas.wait_for()
    box = canvas.bounding_box()
    assert box is not None
    assert box["width"] >= placed.width
    x, y = placed.points[sponsor.iri]
    left = (box["width"] - placed.width) / 2
    canvas.click(position={"x": left + x, "y": picture.HEAD + y})
    wide.page.get_by_role("heading", name=sponsor.name).first.wait_for()


def test_dark_is_kept_from_page_to_page(wide: Visit) -> None:
    page = wide.page
    wide.go("/ask")
    wide.at_rest()
    page.get_by_role("button", name="Light or dark").click()
    page.locator("body.body--dark").wait_for()
    wide.go("/editor")
    page.locator("body.body--dark").wait_for()


def test_users_share_nothing(browser: "Browser", root: str) -> None:
    visits = [visit(browser, root, f"user-{number}") for number in (1, 2)]
    one, other = (next(each) for each in visits)
    for user in (one, other):
        user.go("/ask/sponsors")
        user.at_rest()
    choose(one, "condition", "GVHD", "graft-versus-host disease")
    choose(other, "condition", "lupus", "systemic lupus erythematosus")
    assert one.page.locator(".chip").count() == other.page.locator(".chip").count() == 1
    assert "graft" in one.page.locator(".chip").inner_text()
    assert "lupus" in other.page.locator(".chip").inner_text()
    for each in visits:
        assert next(each, None) is None


@pytest.fixture(scope="module")
def hostile_root(seeds_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    text = (seeds_folder / "graph.ttl").read_text(encoding="utf-8")
    graph = tmp_path_factory.mktemp("hostile") / "hostile.ttl"
    assert text.count(SPONSOR) > 3
    changed = re.sub(f'"[^"\n]*{SPONSOR}[^"\n]*"', f'"{HOSTILE}"', text)
    graph.write_text(changed, encoding="utf-8")
    with serving.served(graph) as served:
        yield f"http://127.0.0.1:{served.port}"


HOSTILE_PAGES = (
    "/",
    "/ask/sponsors?condition=GVHD&tissue=BM",
    "/sponsor?name=https://w3id.org/msc-kg/org/osiris-therapeutics",
    "/graph?kind=sponsor&name=https://w3id.org/msc-kg/org/osiris-therapeutics",
    "/search?q=onerror",
    "/trial/NCT00366145",
    f"/search?q={HOSTILE}",
    f"/ask/sponsors?condition={HOSTILE}",
    f"/condition?name={HOSTILE}",
    f"/editor?query={HOSTILE}",
    f"/graph?kind={HOSTILE}&name=x",
)


def test_long_text_leaves_room_for_the_rest(
    browser: "Browser", seeds_folder: Path, tmp_path: Path
) -> None:
    text = (seeds_folder / "graph.ttl").read_text(encoding="utf-8")
    graph = tmp_path / "long.ttl"
    graph.write_text(text.replace(f'"{SPONSOR}"', f'"{"x" * 10_000}"'), encoding="utf-8")
    with serving.served(graph) as served:
        visits = visit(browser, f"http://127.0.0.1:{served.port}", "long")
        found = next(visits)
        for path in ("/ask/sponsors?condition=GVHD&tissue=BM", "/trial/NCT00366145"):
            found.go(path)
            found.page.get_by_text("xxxxxxxxxx").first.wait_for()
            found.at_rest()
            unreached = """[...document.querySelectorAll('.long')].filter(
                e => e.tabIndex < 0 || e.scrollHeight <= e.clientHeight).length"""
            assert found.page.locator(".long").count() > 0
            assert found.page.evaluate(unreached) == 0
            tallest = found.page.evaluate(
                "Math.max(...[...document.querySelectorAll('td, dd, h1')].map(e => e.offsetHeight))"
            )
            assert tallest < 2 * 850, path
            wide = "Math.max(...[...document.querySelectorAll('table')].map(e => e.offsetWidth))"
            assert found.page.evaluate(wide) <= WIDE, path
        assert next(visits, None) is None


def test_the_widest_answers_fit_the_page(
    browser: "Browser", seeds_folder: Path, tmp_path: Path
) -> None:
    """Doses have the most columns; places in registry records are one long word."""
    text = (seeds_folder / "graph.ttl").read_text(encoding="utf-8")
    place = r'"line 1\1\2, armsInterventionsModule.armGroups[\2].description"'
    changed, number = re.subn(r'"Table (\d+), row (\d+)"', place, text)
    assert number > 10
    graph = tmp_path / "places.ttl"
    graph.write_text(changed, encoding="utf-8")
    with serving.served(graph) as served:
        visits = visit(browser, f"http://127.0.0.1:{served.port}", "widest")
        found = next(visits)
        for path in ("/ask/doses?condition=MS", "/ask/papers?trial=NCT00698191"):
            found.go(path)
            found.page.locator(".results tbody td").first.wait_for()
            found.at_rest()
            table = found.page.locator(".results .q-table__middle")
            assert table.evaluate("e => e.scrollWidth - e.clientWidth") <= 0, path
            found.page.wait_for_function(
                """[...document.querySelectorAll('.results td a')].find(
                    a => a.textContent.startsWith('NCT')).getClientRects().length === 1"""
            )
        assert next(visits, None) is None


def test_hostile_text_stays_text(browser: "Browser", hostile_root: str) -> None:
    """In names of the graph as in addresses."""
    visits = visit(browser, hostile_root, "hostile")
    found = next(visits)
    for path in HOSTILE_PAGES:
        found.go(path)
        found.at_rest()
        assert found.page.locator("main img[src='x']").count() == 0, path
        if path != "/":
            assert "onerror" in found.page.locator("main").inner_text(), path
        assert "49" not in found.page.locator("h1").inner_text()
        found.check()
    assert next(visits, None) is None
