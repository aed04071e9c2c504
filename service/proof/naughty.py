"""Sends the Big List of Naughty Strings through code, stdin, paths, ids and gradings.

Usage: naughty.py URL LIST, where LIST is a JSON array of strings.
"""

import ast
import json
import sys
from pathlib import Path
from urllib.parse import quote

import httpx

LIMITS = {"wall_time_ms": 5_000}
STATUSES = {"completed", "raised", "exited", "interrupted", "limit_exceeded", "crashed"}
CHUNK = 100
PLACES = ("/v1/sessions/{}", "/v1/snapshots/{}", "/v1/sessions?cursor={}", "/v1/sessions?limit={}")


class Proof:
    """Counts requests and keeps what was not as it should be."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.requests = 0
        self.wrong: list[str] = []

    def send(self, method: str, path: str, **body: object) -> httpx.Response:
        self.requests += 1
        response = self.http.request(method, path, **body)
        self.expect(response.status_code < 500, f"{method} {path}: {response.status_code} {response.text[:200]}")
        return response

    def expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)

    def run(self, **body: object) -> dict:
        return self.send("POST", "/v1/executions", json={"limits": LIMITS, **body}).json()

    def as_code(self, text: str) -> None:
        self.expect(self.run(code=text).get("status") in STATUSES, f"code {text!r}")

    def as_literal(self, text: str) -> None:
        result = self.run(code=f"x = {text!r}\nascii(x)").get("result")
        self.expect(result is not None and ast.literal_eval(ast.literal_eval(result)) == text, f"literal {text!r}")

    def as_stdin(self, text: str) -> None:
        result = self.run(code="import sys; sys.stdin.buffer.read()", stdin=text).get("result")
        self.expect(result is not None and ast.literal_eval(result) == text.encode(), f"stdin {text!r}")

    def as_path(self, session: str, text: str) -> None:
        path = f"{session}/files/{quote(text, safe='')}"
        content = text.encode()
        if self.send("PUT", path, content=content).status_code in {201, 204}:
            self.expect(self.send("GET", path).content == content, f"path {text!r}")
            self.send("DELETE", path)

    def as_id(self, text: str) -> None:
        for place in PLACES:
            self.send("GET", place.format(quote(text, safe="")))

    def as_gradings(self, texts: list[str]) -> None:
        tests = [{"id": f"{i} {t}"[:200], "stdin": t, "expected_stdout": t} for i, t in enumerate(texts)]
        body = {"code": "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())", "tests": tests}
        report = self.send("POST", "/v1/gradings", json=body).json()
        self.expect(report.get("verdict") == "passed", f"grading: {str(report)[:500]}")


def main(url: str, list_of_strings: str) -> int:
    """Prints what went wrong; 1 when anything did."""
    texts = [text for text in json.loads(Path(list_of_strings).read_text(encoding="utf-8")) if text]
    with httpx.Client(base_url=url, timeout=60) as http:
        proof = Proof(http)
        session = "/v1/sessions/" + proof.send("POST", "/v1/sessions", json={}).json()["id"]
        for text in texts:
            proof.as_code(text)
            proof.as_literal(text)
            proof.as_stdin(text)
            proof.as_path(session, text)
            proof.as_id(text)
        for start in range(0, len(texts), CHUNK):
            proof.as_gradings(texts[start : start + CHUNK])
        proof.send("DELETE", session)
    print(f"naughty strings: {len(texts)} strings, {proof.requests} requests, {len(proof.wrong)} wrong")
    print(*proof.wrong, sep="\n")
    return 1 if proof.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
