"""Starts the built service once, with the real Python."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from serpentarium import Serpentarium, Session

REPOSITORY = Path(__file__).resolve().parents[3]
JAR = REPOSITORY / "service/target/serpentarium-service.jar"
PATIENCE_SECONDS = 120


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a service: SERPENTARIUM_TEST_URL, or the built jar, started for these tests."""
    given = os.environ.get("SERPENTARIUM_TEST_URL")
    if given:
        yield given
        return
    port, management = _free_port(), _free_port()
    log = tmp_path_factory.mktemp("service") / "service.log"
    java = Path(subprocess.check_output([REPOSITORY / ".mvn/find-jdk"], text=True).strip()) / "bin/java"
    command = [str(java), "-jar", str(JAR), f"--server.port={port}", f"--management.server.port={management}"]
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as service:
        try:
            _await_ready(f"http://127.0.0.1:{management}/readyz", service, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            service.terminate()


@pytest.fixture
def service(url: str) -> Iterator[Serpentarium]:
    with Serpentarium(url) as client:
        yield client


@pytest.fixture
def session(service: Serpentarium) -> Iterator[Session]:
    with service.session() as opened:
        yield opened


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _await_ready(readyz: str, service: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and service.poll() is None:
        try:
            if httpx.get(readyz).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the service did not start: {log.read_text()}")
