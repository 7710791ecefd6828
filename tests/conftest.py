"""Shared fixtures; sockets other than loopback are refused."""

import socket
from pathlib import Path
from typing import Any

import pytest
from servers import oxigraph_server, pytest_collection_modifyitems, virtuoso_server

__all__ = ["oxigraph_server", "pytest_collection_modifyitems", "virtuoso_server"]

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
_CONNECT = socket.socket.connect


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared documents and data; skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared documents are not beside this checkout")
    return SHARED


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in {"127.0.0.1", "::1", "localhost"}:
            raise OSError(f"tests reach loopback only, not {host}")
        _CONNECT(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session")
def seeds_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a knowledge-graph folder built from the packaged seeds, once a session."""
    from msc_kg.build import build

    folder = tmp_path_factory.mktemp("seeds") / "kg"
    build([], folder)
    return folder
