"""Measures what agents wait for, by E2B's SDK. Usage: e2b_figures.py URL KEY [ROUNDS]

fork: twenty copies of a sandbox with 50 MB, by one call. pause: how long connect() takes after a pause, and then the first code.
leave: from a client's going away to the end of its code.
"""
import os
import statistics
import sys
import threading
import time

url, key = sys.argv[1].rstrip("/"), sys.argv[2]
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 20
os.environ["E2B_API_URL"] = os.environ["E2B_SANDBOX_URL"] = url
os.environ["E2B_API_KEY"] = key or "none"
os.environ["E2B_HTTP_VERSION"] = "1.1"

import httpx
from e2b_code_interpreter import Sandbox


def told(name, seconds):
    ordered = sorted(each * 1000 for each in seconds)
    last = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"{name:40} p50 {statistics.median(ordered):7.1f} ms   p95 {last:7.1f} ms   n {len(ordered)}")


def timed(work):
    start = time.perf_counter()
    value = work()
    return time.perf_counter() - start, value


sandbox = Sandbox.create(timeout=300)
sandbox.run_code("blob = bytearray(b'x') * 50_000_000; x = 1")
forking = []
for _ in range(rounds):
    took, forks = timed(lambda: sandbox.fork(count=20))
    forking.append(took)
    threads = [threading.Thread(target=each.kill) for each in forks]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
told("fork(20) of 50 MB", forking)

connecting, first = [], []
for _ in range(rounds):
    sandbox.pause()
    took, _ = timed(sandbox.connect)
    connecting.append(took)
    took, execution = timed(lambda: sandbox.run_code("len(blob) + x"))
    assert execution.text == "50000001", execution
    first.append(took)
told("connect() after pause(), 50 MB", connecting)
told("first code after it", first)

leaving = []
for _ in range(rounds):
    headers = {"E2b-Sandbox-Id": sandbox.sandbox_id, "E2b-Sandbox-Port": "49999",
               "X-Access-Token": sandbox._envd_access_token, "Content-Type": "application/json"}
    with httpx.Client() as client:
        with client.stream("POST", f"{url}/execute", headers=headers,
                           json={"code": "x += 1\nprint('on', flush=True)\nwhile True: pass"}) as response:
            next(line for line in response.iter_lines() if '"on' in line)
    start = time.perf_counter()
    value = sandbox.run_code("x").text
    leaving.append(time.perf_counter() - start)
    assert int(value) > 1, value
told("client gone, until the next code has run", leaving)
sandbox.kill()
