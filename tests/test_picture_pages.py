"""Pages of maps, timelines and of the ontology in a real browser: by mouse and keyboard, small."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import browser

from msc_kg.store import open_graph
from msc_kg.views import evidence_map, map_files, timeline_files

__all__ = ["browser"]
ROOT = Path(__file__).resolve().parents[1]
WIDTHS = (1280, 400)


@pytest.fixture(scope="module")
def folder(seeds_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the pages of the seeds."""
    found = tmp_path_factory.mktemp("pages")
    graph = open_graph(seeds_folder)
    map_files.draw_map(graph, found / "map.html")
    timeline_files.draw_timeline(graph, found / "timeline.html")
    return found


class Opened:
    """A page with what went wrong on it and what it asked for."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.wrong: list[str] = []
        self.asked: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda told: self.wrong.append(told.text))
        page.on("request", lambda request: self.asked.append(request.url))

    def go(self, path: Path, fragment: str = "") -> Any:
        self.page.goto(path.as_uri() + fragment)
        return self.page

    def is_quiet(self, path: Path) -> bool:
        return not self.wrong and {url.partition("#")[0] for url in self.asked} == {path.as_uri()}


@pytest.fixture(params=WIDTHS)
def opened(browser: Any, request: pytest.FixtureRequest) -> Iterator[Opened]:
    page = browser.new_page(viewport={"width": request.param, "height": 800})
    yield Opened(page)
    page.close()


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_bubble_leads_to_its_trials(opened: Opened, folder: Path) -> None:
    path = folder / "map.html"
    page = opened.go(path)
    assert fits(page)
    assert page.locator("section.group:visible").count() == 0
    page.locator('a[aria-label^="graft-versus-host disease × bone marrow"]').click()
    section = page.locator("section.group:visible")
    assert section.count() == 1
    assert section.locator("li").count() == 9
    assert "msc-kg query trials --condition" in section.inner_text()
    assert section.locator("li a").first.get_attribute("href").startswith("https://identifiers.org")
    assert fits(page)
    section.get_by_text("close").click()
    assert page.locator("section.group:visible").count() == 0
    assert opened.is_quiet(path)


def test_by_keyboard(opened: Opened, folder: Path, seeds_folder: Path) -> None:
    page = opened.go(folder / "map.html")
    cells = evidence_map.cells(open_graph(seeds_folder))
    seen: list[str] = []
    for _ in range(3 * len(cells)):
        page.keyboard.press("Tab")
        label = page.evaluate("document.activeElement.getAttribute('aria-label')")
        if label and label in seen:
            break
        seen += [label] if label else []
        if len(seen) == 3:
            page.keyboard.press("Enter")
            break
    assert len(seen) == 3
    heading = page.locator("section.group:visible h2").inner_text()
    assert seen[2].startswith(heading)


def test_the_numbers_open_below(opened: Opened, folder: Path) -> None:
    page = opened.go(folder / "map.html")
    page.get_by_text("The numbers").click()
    row = page.locator("tbody tr", has_text="graft-versus-host disease").first
    assert row.locator("td").nth(2).inner_text() == "9"


def test_a_bar_leads_to_its_trial(opened: Opened, folder: Path) -> None:
    path = folder / "timeline.html"
    page = opened.go(path)
    assert fits(page)
    page.locator('a[aria-label^="NCT03778333"]').first.click()
    assert "primary completion 2016-12" in page.locator("section.group:visible").inner_text()
    assert opened.is_quiet(path)


def test_a_term_of_the_ontology_is_shown_at_its_name(opened: Opened) -> None:
    path = ROOT / "docs" / "ontology.html"
    page = opened.go(path, "#tissueSource")
    assert fits(page)
    box = page.locator("#tissueSource").bounding_box()
    assert -1 < box["y"] < 700
    assert opened.is_quiet(path)
