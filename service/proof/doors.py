"""Drives the doors by Judge0's official SDK, two Piston clients, and a WebSocket. Usage: doors.py URL KEY"""
import asyncio
import json
import os
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

url, key = sys.argv[1].rstrip("/"), sys.argv[2]
os.environ["JUDGE0_CE_ENDPOINT"] = url
os.environ["JUDGE0_CE_AUTH_HEADERS"] = json.dumps({"X-Auth-Token": key})

import judge0
import piston_rspy
import websockets
from checks import check, end
from judge0 import Status
from pyston import File, PystonClient


def judge0_sdk():
    client = judge0.get_client()
    run = lambda source, **more: judge0.run(client=client, source_code=source, language=judge0.PYTHON, **more)
    check("judge0 runs", run("print('hi')").stdout == "hi\n")
    cases = run("print(input())", test_cases=[("1", "1"), ("2", "3")])
    check("judge0 judges test cases", [each.status for each in cases] == [Status.ACCEPTED, Status.WRONG_ANSWER])
    for status, source in {
        Status.TIME_LIMIT_EXCEEDED: "while True: pass",
        Status.RUNTIME_ERROR_SIGABRT: "import os; os.abort()",
        Status.RUNTIME_ERROR_NZEC: "1/0",
    }.items():
        check(f"judge0 tells {status.name}", run(source, cpu_time_limit=1).status == status)
    files = judge0.Filesystem(content=[judge0.File(name="lib.py", content="def f(): return 'from a file'")])
    check("judge0 lays files beside it", run("import lib; print(lib.f())", additional_files=files).stdout == "from a file\n")
    batch = judge0.run(
        client=client,
        submissions=[judge0.Submission(source_code=f"print({i})", language=judge0.PYTHON) for i in range(20)])
    check("judge0 runs a batch of 20", [each.stdout for each in batch] == [f"{i}\n" for i in range(20)])
    took = sorted(timed(request, "/submissions?wait=true&base64_encoded=false",
                        {"source_code": "print(1)", "language_id": 71}) for _ in range(100))
    check("judge0 answers 100 submissions, p95 in ms", took[94] <= 0.3, round(took[94] * 1000, 1))


def request(path, body=None, method=None, headers=None):
    sent = urllib.request.Request(
        url + path, None if body is None else json.dumps(body).encode(), method=method,
        headers={"content-type": "application/json", "authorization": f"Bearer {key}", **(headers or {})})
    with urllib.request.urlopen(sent) as answer:
        return json.loads(answer.read() or b"null")


def timed(call, *arguments):
    start = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - start


async def piston_clients():
    base = f"{url}/api/v2"
    rust = piston_rspy.Client.with_url_and_key(base, key)
    check("piston-rspy lists runtimes", [each.language for each in await rust.fetch_runtimes()] == ["python"])
    executor = piston_rspy.Executor().set_language("python").set_version("*").set_stdin("in")
    answer = await rust.execute(executor.add_file(piston_rspy.File(name="main.py", content="print(input())")))
    check("piston-rspy executes", answer.is_ok() and answer.run.stdout == "in\n", answer.run.stdout.strip())
    python = PystonClient(api_key=key, base_url=f"{base}/piston/")
    output = await python.execute("python", [File("print('hi')")])
    check("aiopyston executes", str(output) == "hi\n")
    await python.close_session()


async def piston_socket():
    source = "try:\n  print(input('? '), flush=True)\n  while True: pass\nexcept KeyboardInterrupt: print('stopped')"
    address = url.replace("http", "ws", 1) + "/api/v2/connect"
    seen = ""
    async with websockets.connect(address, additional_headers={"authorization": key}) as socket:
        await socket.send(json.dumps({"type": "init", "language": "python", "version": "*", "run_timeout": 20000,
                                      "files": [{"content": source}]}))
        try:
            while True:
                frame = json.loads(await socket.recv())
                seen += frame.get("data", "")
                if seen == "? ":
                    await socket.send(json.dumps({"type": "data", "stream": "stdin", "data": "on\n"}))
                elif seen == "? on\n":
                    await socket.send(json.dumps({"type": "signal", "signal": "SIGINT"}))
        except websockets.ConnectionClosed:
            pass
    check("piston's socket carries stdin and SIGINT", seen == "? on\nstopped\n" and frame["code"] == 0, seen.split())
    check("piston's socket closes as it should", socket.close_code == 4999)


def snekbox():
    answer = request("/eval", {"args": ["-m", "timeit", "-n", "1", "pass"]})
    check("snekbox runs a module", "loop" in answer["stdout"] and answer["returncode"] == 0)
    answer = request("/eval", {"input": "open('a.txt', 'w').write('x')"})
    check("snekbox brings files back", answer["files"] == [{"path": "a.txt", "size": 1, "content": "eA=="}])


def jobe():
    run = {"run_spec": {"language_id": "python3", "sourcecode": "print(open('f.txt').read())",
                        "file_list": [["0123456789abcdef", "f.txt"]]}}
    api = "/jobe/index.php/restapi"
    headers = {"X-API-KEY": key}
    request(f"{api}/files/0123456789abcdef", {"file_contents": "dGV4dA=="}, "PUT", headers)
    with ThreadPoolExecutor(100) as threads:
        results = list(threads.map(lambda _: request(f"{api}/runs", run, None, headers), range(100)))
    check("jobe runs 100 at once", all(each["outcome"] == 15 and each["stdout"] == "text\n" for each in results))


judge0_sdk()
asyncio.run(piston_clients())
asyncio.run(piston_socket())
snekbox()
jobe()
end()
