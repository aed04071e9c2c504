"""Connections that break, through a proxy before the real service that cuts them."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from serpentarium import (
    AsyncSerpentarium,
    RequestTimeoutError,
    Serpentarium,
    SerpentariumError,
    Stdout,
    UnreachableError,
)

CHUNK = 65536


class CuttingProxy:
    """Passes bytes on until it is told to cut all connections."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._service = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.connections = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        cut, self._open = self._open, []
        for each in cut:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                service = socket.create_connection(self._service)
                self.connections += 1
                self._open += [client, service]
                for ends in ((client, service), (service, client)):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    @staticmethod
    def _pass_on(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                target.sendall(chunk)
            target.shutdown(socket.SHUT_WR)


@pytest.fixture
def proxy(url: str) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(url)
    yield proxy
    proxy.close()


COUNTS = "import time\nfor i in range(6):\n  print(i); time.sleep(.1)\ni"
COUNTED = [f"{i}\n" for i in range(6)]


def test_a_stream_goes_on_where_it_broke_off(proxy: CuttingProxy) -> None:
    with Serpentarium(proxy.url) as service, service.session() as session:
        heard: list[str] = []

        def hear(text: str) -> None:
            heard.append(text)
            if text in ("1\n", "3\n"):
                proxy.cut()

        assert session.execute(COUNTS, on_stdout=hear).result == "5"
    assert heard == COUNTED
    assert proxy.connections >= 3


def test_an_asynchronous_stream_goes_on_where_it_broke_off(proxy: CuttingProxy) -> None:
    async def follow() -> list[str]:
        async with AsyncSerpentarium(proxy.url) as service, await service.session() as session:
            heard = []
            async for event in session.stream(COUNTS):
                if isinstance(event, Stdout):
                    heard.append(event.data)
                    if event.data == "1\n":
                        proxy.cut()
            return heard

    assert asyncio.run(follow()) == COUNTED


def test_a_run_whose_connection_broke_is_done_again(proxy: CuttingProxy) -> None:
    with Serpentarium(proxy.url) as service:
        service.info()
        timer = threading.Timer(0.3, proxy.cut)
        timer.start()
        assert service.run("import time; time.sleep(.6); 7").result == "7"
        timer.join()
    assert proxy.connections == 2


def test_nothing_is_sent_again_without_retries(proxy: CuttingProxy) -> None:
    with Serpentarium(proxy.url, retries=0) as service:
        timer = threading.Timer(0.3, proxy.cut)
        timer.start()
        with pytest.raises(UnreachableError) as lost:
            service.run("import time; time.sleep(60)")
        timer.join()
        assert lost.value.sent


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "nonsense://x", "127.0.0.1:8080"])
def test_a_wrong_address_is_named(address: str) -> None:
    def run() -> None:
        with Serpentarium(address) as service:
            service.run("1")

    async def run_asynchronously() -> None:
        async with AsyncSerpentarium(address) as service:
            await service.run("1")

    for attempt in (run, lambda: asyncio.run(run_asynchronously())):
        with pytest.raises(SerpentariumError, match=re.escape(address)) as failure:
            attempt()
        assert isinstance(failure.value, UnreachableError)
        assert not failure.value.sent


def test_an_answer_that_is_late_is_a_timeout(url: str) -> None:
    with Serpentarium(url, timeout=0.3) as service, pytest.raises(RequestTimeoutError) as late:
        service.run("import time; time.sleep(10)")
    assert isinstance(late.value, TimeoutError)


def test_an_address_may_end_in_the_version(url: str) -> None:
    with Serpentarium(f"{url}/v1/") as service:
        assert service.run("6 * 7").result == "42"
