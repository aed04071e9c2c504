"""Drives the door of E2B by its official SDKs, plain and of the code interpreter. Usage: e2b_door.py URL KEY"""
import os
import sys
import threading
import time

url, key = sys.argv[1].rstrip("/"), sys.argv[2]
os.environ["E2B_API_URL"] = os.environ["E2B_SANDBOX_URL"] = url
os.environ["E2B_API_KEY"] = key or "none"
os.environ["E2B_HTTP_VERSION"] = "1.1"

from checks import check, end, refused
from e2b import Sandbox as PlainSandbox
from e2b.exceptions import AuthenticationException, NotFoundException, SandboxException
from e2b_code_interpreter import Sandbox

sandbox = Sandbox.create(timeout=60, envs={"COLOUR": "grün"})
told = []
execution = sandbox.run_code("import sys\nprint('hi'); print('oh', file=sys.stderr); x = 41; x + 1",
                             on_stdout=lambda message: told.append(message.line))
check("e2b_code_interpreter runs", execution.text == "42" and execution.results[0].is_main_result, execution.text)
check("e2b_code_interpreter sees the streams", execution.logs.stdout == ["hi\n"] and execution.logs.stderr == ["oh\n"])
check("e2b_code_interpreter is told of them at once", told == ["hi\n"])
check("e2b_code_interpreter keeps variables", sandbox.run_code("x").text == "41")
check("e2b_code_interpreter shows a text without its quotes", sandbox.run_code("'text'").text == "text")
check("e2b_code_interpreter sets the environment", sandbox.run_code("import os; os.environ['COLOUR']").text == "grün")
named = sandbox.run_code("os.environ['SHAPE']", envs={"SHAPE": "round"})
check("e2b_code_interpreter sets it for a run", named.text == "round")
error = sandbox.run_code("1/0").error
check("e2b_code_interpreter tells an exception", error.name == "ZeroDivisionError" and "1/0" in error.traceback, error.value)

info = sandbox.files.write("dir/a.txt", "grüß")
check("e2b writes a file", info.path == "/home/user/dir/a.txt" and info.name == "a.txt", info.path)
check("e2b reads it", sandbox.files.read("/home/user/dir/a.txt") == "grüß")
check("its program reads it", sandbox.run_code("open('dir/a.txt').read()").text == "grüß")
sandbox.files.write_files([{"path": f"dir/{i}", "data": bytes([i, 255])} for i in range(3)])
check("e2b writes several", bytes(sandbox.files.read("dir/2", format="bytes")) == b"\x02\xff")
check("e2b lists files", [each.name for each in sandbox.files.list("/home/user/dir")] == ["0", "1", "2", "a.txt"])
check("e2b knows what exists", sandbox.files.exists("dir/a.txt") and not sandbox.files.exists("dir/b.txt"))
check("e2b tells a file's size", sandbox.files.get_info("dir/a.txt").size == 6)
sandbox.files.remove("dir/a.txt")
refused("e2b is told of a missing file", NotFoundException, sandbox.files.read, "dir/a.txt")
refused("e2b is told that there are no commands", SandboxException, sandbox.commands.run, "echo hi")

start = time.perf_counter()
try:
    sandbox.run_code("while True: pass", timeout=1)
except Exception as e:
    check("e2b_code_interpreter gives up", "imeout" in type(e).__name__, type(e).__name__)
again = sandbox.run_code("x").text
check("what is given up is interrupted, its variables kept, in s", again == "41" and time.perf_counter() - start < 6,
      round(time.perf_counter() - start, 2))
texts = []
threads = [threading.Thread(target=lambda: texts.append(sandbox.run_code("x += 1; x").text)) for _ in range(8)]
for each in threads:
    each.start()
for each in threads:
    each.join()
check("e2b runs in turn what comes at once", sorted(texts) == [str(i) for i in range(42, 50)], sorted(texts))

check("e2b knows that it runs", sandbox.is_running())
sandbox.set_timeout(100)
check("e2b shows it", sandbox.get_info().sandbox_id == sandbox.sandbox_id)
listed = PlainSandbox.list().next_items()
check("e2b lists it", sandbox.sandbox_id in [each.sandbox_id for each in listed], len(listed))
forks = sandbox.fork(count=3)
check("e2b forks", [each.run_code(f"x += {i}; x").text for i, each in enumerate(forks)] == ["49", "50", "51"])
connected = Sandbox.connect(sandbox.sandbox_id)
check("e2b connects", connected.run_code("x").text == "49")
snapshot = sandbox.create_snapshot()
restored = Sandbox.create(snapshot.snapshot_id)
check("e2b starts from a snapshot", restored.run_code("x").text == "49")
refused("e2b is told that sandboxes pause by themselves", SandboxException, sandbox.pause)
if key:
    refused("e2b is told of a wrong key", AuthenticationException, Sandbox.create, api_key="wrong")
for each in [*forks, restored, sandbox]:
    each.kill()
check("e2b knows that it is gone", not sandbox.is_running())
end()
