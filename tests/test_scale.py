"""Builds on a Dask cluster: nothing is lost when a worker dies, and the bytes are the same."""

import gzip
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from studies import ndjson

from msc_kg.build import build
from msc_kg.cli import cli
from msc_kg.errors import InputError, RemoteError
from msc_kg.scale import build_on

distributed = pytest.importorskip("distributed", reason="needs msc-kg[scale]")
pytestmark = pytest.mark.filterwarnings("ignore")  # those of the cluster, not of ours


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    """Return a cluster of two processes on this machine."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as running:
        yield running


def contents(path: Path) -> dict[str, bytes]:
    """Return the files of a folder by name."""
    return {file.name: file.read_bytes() for file in sorted(path.iterdir())}


def test_a_worker_that_dies_loses_nothing(tmp_path: Path, cluster: object) -> None:
    dump = tmp_path / "trials.ndjson.gz"
    dump.write_bytes(gzip.compress(ndjson(range(500))))
    build([dump], tmp_path / "here")
    address: str = cluster.scheduler_address  # type: ignore[attr-defined]
    killed: list[int] = []

    def kill() -> None:
        """Kill a worker as soon as the work has begun."""
        with distributed.Client(address, set_as_default=False) as client:
            victim = min(client.run(os.getpid).values())
            while not list(tmp_path.glob(".there.msc-kg-work/*shard*")):
                time.sleep(0.01)
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    thread = threading.Thread(target=kill)
    thread.start()
    result = build_on(address, [dump], tmp_path / "there", parts=6)
    thread.join()
    assert killed
    assert result.records == 500
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    assert {path.name for path in tmp_path.iterdir()} == {dump.name, "here", "there"}


def test_the_command_line_reaches_the_cluster(tmp_path: Path, cluster: object) -> None:
    dump = tmp_path / "trials.ndjson"
    dump.write_bytes(ndjson(range(20)))
    address: str = cluster.scheduler_address  # type: ignore[attr-defined]
    target = str(tmp_path / "kg")
    done = CliRunner().invoke(cli, ["build", str(dump), "--scheduler", address, "-o", target])
    assert done.exit_code == 0, done.output
    assert "20 records" in done.output
    with pytest.raises(InputError, match="standard input"):
        build_on(address, ["-"], tmp_path / "kg")
    with pytest.raises(InputError, match="nothing usable"):
        build_on(address, [tmp_path / "missing"], tmp_path / "other")


def test_no_scheduler_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_kg.scale.CONNECT_SECONDS", 0.5)
    with pytest.raises(RemoteError, match="no Dask scheduler answers"):
        build_on("tcp://127.0.0.1:9", [tmp_path], tmp_path / "kg")
