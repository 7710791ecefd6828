"""Downloading trials: every page once, politely, resumable; from a server of our own."""

import gzip
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import click
import pytest
from click.testing import CliRunner, Result

from msc_kg import fetching
from msc_kg.build import build
from msc_kg.cli import cli
from msc_kg.errors import MscKgError
from msc_kg.fetching.api import _page as api_page

Fetch = Callable[..., Result]


def study(number: int) -> dict[str, Any]:
    """Return a small study in the form of the API."""
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": f"NCT{number:08d}",
                "briefTitle": f"Mesenchymal Stromal Cells From Bone Marrow, Trial {number} – α",
            },
            "statusModule": {"overallStatus": "RECRUITING"},
            "conditionsModule": {"conditions": ["Graft-versus-host disease"]},
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": "A University"}},
            "designModule": {"studyType": "INTERVENTIONAL"},
        },
        "hasResults": False,
    }


@dataclass
class Registry:
    """What the server holds and does; a fault is a status or bytes to answer, taken once."""

    numbers: list[int] = field(default_factory=lambda: [*range(1, 24)])
    faults: list[object] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    times: list[float] = field(default_factory=list)
    more: int = 0
    endless: bool = False

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append(asked)
        self.times.append(time.monotonic())
        if path == "/api/v2/version":
            return 200, b'{"apiVersion": "2.0.5", "dataTimestamp": "2026-11-20T09:00:05"}'
        assert path == "/api/v2/studies"
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, int):
            return fault, b"Not now, \x1b[31mplease"
        if isinstance(fault, bytes):
            return 200, fault
        return 200, json.dumps(self.page(asked)).encode()

    def page(self, asked: dict[str, str]) -> dict[str, Any]:
        numbers = self.numbers
        if "filter.ids" in asked:
            numbers = [n for n in numbers if f"NCT{n:08d}" in asked["filter.ids"].split(",")]
        start, size = int(asked.get("pageToken", "t0")[1:]), int(asked["pageSize"])
        page: dict[str, Any] = {"studies": [study(n) for n in numbers[start : start + size]]}
        if asked.get("countTotal") == "true":
            page["totalCount"] = len(numbers) + self.more
        if start + size < len(numbers):
            page["nextPageToken"] = "t0" if self.endless else f"t{start + size}"
        return page


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def api(registry: Registry) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            registry.agents.add(self.headers["User-Agent"])
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            status, body = registry.answer(address.path, asked)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/v2"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def fetch(api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fetch:
    """Return a function that runs the command in a folder of its own, five trials a page."""
    monkeypatch.setenv("MSC_KG_CTGOV_API", api)
    monkeypatch.chdir(tmp_path)

    def run(*options: str, input: str = "") -> Result:
        arguments = ["fetch", "--page", "5", "--delay", "0", *options]
        return CliRunner().invoke(cli, arguments, input=input, standalone_mode=False)

    return run


def status(result: Result) -> int:
    if isinstance(result.exception, MscKgError):
        return result.exception.exit_status
    assert result.exception is None, result.exception
    assert isinstance(result.return_value, int)
    return result.return_value


def told(result: Result) -> str:
    return f"{result.output}{result.exception or ''}"


def numbers(path: Path) -> list[int]:
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    found = [json.loads(line) for line in text.splitlines()]
    assert all(one == study(int(id_[3:])) for one in found for id_ in [number(one)])
    return [int(number(one)[3:]) for one in found]


def number(one: dict[str, Any]) -> str:
    return str(one["protocolSection"]["identificationModule"]["nctId"])


@pytest.mark.parametrize("name", ["a.ndjson.gz", "a.jsonl"])
def test_all_pages_come_and_are_built(
    name: str, fetch: Fetch, registry: Registry, tmp_path: Path
) -> None:
    result = fetch("-o", name)
    assert status(result) == 0, told(result)
    assert numbers(tmp_path / name) == registry.numbers
    assert "23 trials, 6 requests" in result.output
    assert all(asked["query.term"] == fetching.MSC for asked in registry.asked[1:])
    assert [asked.get("pageToken") for asked in registry.asked[1:]] == [
        None, "t5", "t10", "t15", "t20",
    ]  # fmt: skip
    assert all(agent.startswith("msc-kg/") for agent in registry.agents)
    built = build([str(tmp_path)], tmp_path.parent / f"kg-{tmp_path.name}")
    assert built.trials == 23
    assert not built.rejects, "what is beside the file is no document"


def test_the_sidecar_tells_query_date_and_digest(fetch: Fetch, tmp_path: Path) -> None:
    result = fetch("--condition", "GVHD OR x&y", "--since", "2026-01-31", "-o", "a.ndjson.gz")
    assert status(result) == 0, told(result)
    facts = json.loads((tmp_path / ".a.ndjson.gz.fetched.json").read_bytes())
    assert facts["requests"] == [
        {
            "query.cond": "GVHD OR x&y",
            "filter.advanced": "AREA[LastUpdatePostDate]RANGE[2026-01-31,MAX]",
        }
    ]
    assert facts["sha256"] == hashlib.sha256((tmp_path / "a.ndjson.gz").read_bytes()).hexdigest()
    assert facts["version"]["dataTimestamp"] == "2026-11-20T09:00:05"
    assert (facts["studies"], facts["told"]) == (23, 23)
    assert facts["fetched"].endswith("+00:00")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".a.ndjson.gz.fetched.json", "a.ndjson.gz",
    ]  # fmt: skip


def test_a_limit(fetch: Fetch, registry: Registry, tmp_path: Path) -> None:
    assert status(fetch("--limit", "7", "-o", "a.jsonl")) == 0
    assert numbers(tmp_path / "a.jsonl") == registry.numbers[:7]
    assert len(registry.asked) == 3


def test_trials_by_number(fetch: Fetch, registry: Registry, tmp_path: Path) -> None:
    registry.numbers = [*range(1, 251)]
    wanted = " ".join(f"nct{n:08d}" for n in [*range(1, 231), 1])
    result = fetch("-", "--page", "1000", "-o", "a.jsonl", input=wanted)
    assert status(result) == 0, told(result)
    assert numbers(tmp_path / "a.jsonl") == [*range(1, 231)]
    assert len(registry.asked) == 1 + 3
    result = fetch("NCT00000007", "NCT00000999", "-o", "b.jsonl")
    assert status(result) == 1
    assert "not in the registry: NCT00000999" in result.output
    assert numbers(tmp_path / "b.jsonl") == [7]


@pytest.mark.parametrize(
    "fault", [429, 500, 503, b"<html>sorry</html>", b'{"studies": [{}]}', b"[]"]
)
def test_an_interrupted_download_goes_on(
    fault: object, fetch: Fetch, registry: Registry, tmp_path: Path
) -> None:
    for name in ("a.ndjson.gz", "a.jsonl"):
        target = tmp_path / name
        target.write_bytes(b"the old one")
        registry.asked.clear()
        registry.faults = [None, None, fault]
        result = fetch("--retries", "0", "-o", name)
        assert status(result) == 3, told(result)
        assert "\x1b" not in told(result)
        assert target.read_bytes() == b"the old one"
        with (tmp_path / f".{name}.part").open("ab") as stream:
            stream.write(b"half a l")
        registry.asked.clear()
        result = fetch("--resume", "-o", name)
        assert status(result) == 0, told(result)
        assert registry.asked[0]["pageToken"] == "t10"
        assert numbers(target) == registry.numbers


def test_resuming_something_else_is_refused(fetch: Fetch, registry: Registry) -> None:
    registry.faults = [None, 500]
    assert status(fetch("-o", "a.jsonl")) == 3
    result = fetch("--resume", "--condition", "GVHD", "-o", "a.jsonl")
    assert status(result) == 2
    assert "asked for something else" in told(result)
    assert status(fetch("--resume", "-o", "b.jsonl")) == 0  # nothing was interrupted there


def test_what_passes_is_tried_again(fetch: Fetch, registry: Registry, tmp_path: Path) -> None:
    registry.faults = [429, None, 503, 502]
    assert status(fetch("-o", "a.jsonl")) == 0
    assert numbers(tmp_path / "a.jsonl") == registry.numbers


def test_requests_are_kept_apart(fetch: Fetch, registry: Registry) -> None:
    assert status(fetch("--delay", "0.15", "-o", "a.jsonl")) == 0
    gaps = [
        after - before for before, after in zip(registry.times, registry.times[1:], strict=False)
    ]
    assert min(gaps) > 0.14


def test_repeated_studies_come_once(fetch: Fetch, registry: Registry, tmp_path: Path) -> None:
    """The registry changed while its pages were read: the end of one begins the next."""
    registry.numbers = [1, 2, 3, 4, 5, 5, 6, 7]
    result = fetch("-o", "a.jsonl")
    assert numbers(tmp_path / "a.jsonl") == [1, 2, 3, 4, 5, 6, 7]
    assert status(result) == 1
    assert "told of 8 trials" in result.output


def test_fewer_than_told(fetch: Fetch, registry: Registry) -> None:
    registry.more = 2
    result = fetch("-o", "a.jsonl")
    assert status(result) == 1
    assert "told of 25 trials" in result.output


def test_a_registry_that_never_ends(fetch: Fetch, registry: Registry) -> None:
    registry.endless = True
    result = fetch("-o", "a.jsonl")
    assert status(result) == 3
    assert "the same page" in told(result)


def test_nothing_found_leaves_what_is_there(
    fetch: Fetch, registry: Registry, tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"the old one")
    registry.numbers = []
    result = fetch("-o", "a.jsonl")
    assert status(result) == 2
    assert "no such trial" in told(result)
    assert (tmp_path / "a.jsonl").read_bytes() == b"the old one"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["NCT123"], "no NCT number"),
        (["-o", "a.csv"], "no name for lines of JSON"),
        (["--api", "http://me:secret@host/"], "must not hold a user"),
        (["--api", "ftp://host/"], "not the address"),
        (["--api", "http://127.0.0.1:9/api/v2", "--retries", "0"], "cannot be reached"),
    ],
)
def test_wrong_use(options: list[str], says: str, fetch: Fetch) -> None:
    result = fetch(*options)
    assert status(result) in {2, 3}
    assert says in told(result)
    assert "secret" not in told(result)


def test_trials_and_a_search_are_not_mixed(fetch: Fetch) -> None:
    result = fetch("NCT00000001", "--term", "MSC")
    assert isinstance(result.exception, click.UsageError)


def test_a_request_that_is_not_understood(fetch: Fetch, registry: Registry) -> None:
    registry.faults = [400]
    result = fetch("--term", "((")
    assert status(result) == 2
    assert "does not understand" in told(result)
    assert "\x1b" not in told(result)


def test_recorded_pages_are_read(shared: Path) -> None:
    """What the registry answered in 2026, as others recorded it."""
    pages = sorted((shared / "data/ctgov_v2/api_pages").glob("*/*.json"))
    found = [json.loads(path.read_bytes()) for path in pages]
    read = [api_page(page) for page in found if "studies" in page]
    assert len(read) == 15
    assert sum(len(page.studies) for page in read) > 100
    assert sum(page.token is not None for page in read) == 12
