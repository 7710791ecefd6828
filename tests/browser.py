"""A real browser for the tests of pages: Debian's Chromium, driven by Playwright.

Import :func:`browser` into a test module to use it. Without Playwright or a Chromium the tests
skip; with ``MSC_KG_REQUIRE_BROWSER`` set they fail instead.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REQUIRED = "MSC_KG_REQUIRE_BROWSER"
"""The variable that turns a skip into a failure."""

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
"""The browser itself stays silent, and finds no name but those of this machine."""


def _missing(what: str) -> NoReturn:
    if os.environ.get(REQUIRED):
        pytest.fail(f"{what}, and {REQUIRED} is set")
    pytest.skip(what)


def _program() -> Path:
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    return Path(found) if found else _missing("no Chromium is installed")


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Return a headless browser; each test opens contexts and pages of its own and closes them.

    It ends with the module: while it runs, its thread has an event loop, and other tests of the
    same process could start none.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright is not installed")
    program = _program()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(program), headless=True, args=list(FLAGS)
        )
        yield launched
        launched.close()
