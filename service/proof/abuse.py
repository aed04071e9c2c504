"""Breaks RFC 6455 in every way that a client can, on the WebSocket of a session.

Frames are made by hand, so that they can be wrong. After each case the session must still execute.
Usage: abuse.py URL [PINGS]
"""

import base64
import json
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx

PATIENCE = 30.0
PROMPT = 10.0
CONTINUATION, TEXT, CLOSE, PING, PONG = 0, 1, 8, 9, 10
PROTOCOL_ERROR, BAD_DATA, TOO_BIG = 1002, 1007, 1009
EXECUTE = json.dumps({"type": "execute", "id": "1", "code": "6 * 7"}).encode()


def frame(opcode: int, data: bytes = b"", *, fin: bool = True, rsv: int = 0, masked: bool = True) -> bytes:
    """One frame, as right or wrong as wanted."""
    head = bytes([(fin << 7) | (rsv << 4) | opcode])
    mask_bit = masked << 7
    if len(data) < 126:
        head += bytes([mask_bit | len(data)])
    elif len(data) < 1 << 16:
        head += bytes([mask_bit | 126]) + struct.pack(">H", len(data))
    else:
        head += bytes([mask_bit | 127]) + struct.pack(">Q", len(data))
    if not masked:
        return head + data
    mask = os.urandom(4)
    key = int.from_bytes((mask * (len(data) // 4 + 1))[: len(data)], "big")
    return head + mask + (int.from_bytes(data, "big") ^ key).to_bytes(len(data), "big")


class Socket:
    """A WebSocket whose client knows no rules."""

    def __init__(self, url: str, session: str) -> None:
        address = urlsplit(url)
        self.tcp = socket.create_connection((address.hostname, address.port), timeout=PATIENCE)
        key = base64.b64encode(os.urandom(16)).decode()
        self.tcp.sendall(
            f"GET {session}/channel HTTP/1.1\r\nHost: {address.netloc}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: serpentarium.v1+json\r\n\r\n".encode()
        )
        self.stream = self.tcp.makefile("rb")
        status = self.stream.readline()
        if b" 101 " not in status:
            raise RuntimeError(f"no upgrade: {status!r}")
        while self.stream.readline() != b"\r\n":
            pass

    def send(self, data: bytes) -> None:
        try:
            self.tcp.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def receive(self) -> tuple[int, bytes] | None:
        """The next frame, or None when the server has ended the connection."""
        try:
            head = self.stream.read(2)
            if len(head) < 2:
                return None
            length = head[1] & 127
            if length == 126:
                (length,) = struct.unpack(">H", self.stream.read(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self.stream.read(8))
            return head[0] & 15, self.stream.read(length)
        except ConnectionResetError:
            return None

    def end(self) -> int | None:
        """The code with which the server ends it, or None for none; anything before that is skipped."""
        while (received := self.receive()) is not None:
            opcode, data = received
            if opcode == CLOSE:
                return struct.unpack(">H", data[:2])[0] if len(data) >= 2 else None
        return None

    def result(self) -> str:
        """The value of the execution that is sent."""
        while (received := self.receive()) is not None:
            opcode, data = received
            if opcode == TEXT and (message := json.loads(data))["type"] == "result":
                return message["execution"]["result"]
        raise RuntimeError("the connection ended instead")

    def close(self) -> None:
        self.tcp.close()


# What is sent, and the codes that may end the connection; a server may end it without one too (RFC 6455, 7.1.7).
VIOLATIONS: dict[str, tuple[bytes, int]] = {
    "an unmasked frame": (frame(TEXT, EXECUTE, masked=False), PROTOCOL_ERROR),
    "a wrong mask": (frame(TEXT, EXECUTE)[:-8] + os.urandom(3) + b"\xff\xfe\xc0\xc1\xff", BAD_DATA),
    "reserved bit 1": (frame(TEXT, EXECUTE, rsv=4), PROTOCOL_ERROR),
    "reserved bit 2": (frame(TEXT, EXECUTE, rsv=2), PROTOCOL_ERROR),
    "reserved bit 3": (frame(TEXT, EXECUTE, rsv=1), PROTOCOL_ERROR),
    "a reserved opcode": (frame(3, b"x"), PROTOCOL_ERROR),
    "a reserved control opcode": (frame(11), PROTOCOL_ERROR),
    "a fragmented ping": (frame(PING, b"x", fin=False), PROTOCOL_ERROR),
    "a fragmented close": (frame(CLOSE, fin=False), PROTOCOL_ERROR),
    "a ping of 126 bytes": (frame(PING, b"x" * 126), PROTOCOL_ERROR),
    "a continuation of nothing": (frame(CONTINUATION, EXECUTE), PROTOCOL_ERROR),
    "a message within a message": (frame(TEXT, b"{", fin=False) + frame(TEXT, EXECUTE), PROTOCOL_ERROR),
    "a close of one byte": (frame(CLOSE, b"x"), PROTOCOL_ERROR),
    "a close with code 1005": (frame(CLOSE, struct.pack(">H", 1005)), PROTOCOL_ERROR),
    "a close with code 0": (frame(CLOSE, struct.pack(">H", 0)), PROTOCOL_ERROR),
    "bytes that are no UTF-8": (frame(TEXT, b"\xce\xba\xe1\xbd\xb9\xed\xa0\x80"), BAD_DATA),
    "UTF-8 that ends early": (frame(TEXT, b"\xf0\x9f\x90"), BAD_DATA),
    "a frame of 2**62 bytes": (bytes([0x81, 0xFF]) + struct.pack(">Q", 1 << 62) + b"mask", TOO_BIG),
    "a frame of 2**63 bytes": (bytes([0x81, 0xFF]) + struct.pack(">Q", 1 << 63) + b"mask", TOO_BIG),
    "a frame of 3 MiB": (frame(TEXT, b"x" * (3 << 20)), TOO_BIG),
    "a message of 300 MiB in fragments": (
        frame(TEXT, b"x" * (1 << 20), fin=False) + frame(CONTINUATION, b"x" * (1 << 20), fin=False) * 299,
        TOO_BIG,
    ),
}


def violate(url: str, session: str, data: bytes, code: int) -> str | None:
    """Sends what breaks the rules; says what is wrong with the answer, if anything."""
    ws = Socket(url, session)
    started = time.monotonic()
    try:
        sender = threading.Thread(target=ws.send, args=(data,), daemon=True)
        sender.start()
        ended = ws.end()
    except TimeoutError:
        return "the connection is not ended"
    finally:
        ws.close()
    if time.monotonic() - started > PROMPT:
        return "it ends late"
    allowed = {None, code, PROTOCOL_ERROR} if code == TOO_BIG else {None, code}
    return None if ended in allowed else f"it ends with {ended} and not {code}"


def answers(url: str, session: str, sent: bytes) -> str | None:
    """Sends what is allowed, however odd; it has to be understood."""
    ws = Socket(url, session)
    try:
        ws.send(sent)
        result = ws.result()
    except (TimeoutError, RuntimeError) as error:
        return str(error) or "no answer"
    finally:
        ws.close()
    return None if result == "42" else f"the answer is {result}"


def pings(url: str, session: str, count: int) -> str | None:
    """Each ping has its pong, in order, and the session still answers."""
    ws = Socket(url, session)
    sender = threading.Thread(
        target=lambda: [ws.send(frame(PING, struct.pack(">I", n))) for n in range(count)], daemon=True
    )
    sender.start()
    try:
        expected = 0
        while expected < count:
            received = ws.receive()
            if received is None:
                return f"the connection ended after {expected} pongs"
            if received[0] == PONG:
                if received[1] != struct.pack(">I", expected):
                    return f"pong {expected} is {received[1]!r}"
                expected += 1
        ws.send(frame(TEXT, EXECUTE))
        return None if ws.result() == "42" else "a wrong result"
    except TimeoutError:
        return f"no pong {expected}"
    finally:
        ws.close()


def half_open(url: str, session: str) -> str | None:
    """Goes away in the middle of a frame, and in the middle of an execution."""
    for sent in (frame(TEXT, EXECUTE)[:7], frame(TEXT, EXECUTE.replace(b"6 * 7", b"while True: pass"))):
        ws = Socket(url, session)
        ws.send(sent)
        ws.close()
    return None


def main(url: str, ping_count: str = "100000") -> int:
    """Prints each case; 1 when any went wrong."""
    whole = [EXECUTE[i : i + 1] for i in range(len(EXECUTE))]
    bytewise = frame(TEXT, whole[0], fin=False) + b"".join(
        frame(PING) + frame(CONTINUATION, byte, fin=False) for byte in whole[1:]
    )
    cases: dict[str, Callable[[str, str], str | None]] = {
        name: lambda u, s, d=data, c=code: violate(u, s, d, c) for name, (data, code) in VIOLATIONS.items()
    }
    cases["a message byte by byte, with pings between"] = lambda u, s: answers(u, s, bytewise + frame(CONTINUATION))
    cases["unasked pongs and empty messages before one"] = lambda u, s: answers(
        u, s, frame(PONG, b"x") * 1000 + frame(TEXT) + frame(TEXT, EXECUTE)
    )
    cases[f"{int(ping_count):,} pings"] = lambda u, s: pings(u, s, int(ping_count))
    cases["gone in the middle"] = half_open
    wrong = 0
    with httpx.Client(base_url=url, timeout=PATIENCE) as http:
        for name, case in cases.items():
            session = "/v1/sessions/" + http.post("/v1/sessions", json={}).json()["id"]
            problem = case(url, session) or answers_still(http, session)
            http.delete(session)
            wrong += problem is not None
            print(f"{'WRONG' if problem else 'ok   '} {name}{': ' + problem if problem else ''}", flush=True)
    print(f"WebSocket: {len(cases)} cases, {wrong} wrong")
    return 1 if wrong else 0


def answers_still(http: httpx.Client, session: str) -> str | None:
    """The session executes, once what ran in it is stopped."""
    for _ in range(200):
        response = http.post(f"{session}/executions", json={"code": "6 * 7"})
        if response.status_code != 409:
            break
        threading.Event().wait(0.05)
    ok = response.status_code == 200 and response.json()["result"] == "42"
    return None if ok else f"afterwards: {response.text[:200]}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
