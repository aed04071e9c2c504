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
from e2b import CommandExitException, PtySize, Sandbox as PlainSandbox
from e2b.exceptions import AuthenticationException, NotFoundException, SandboxException, TimeoutException
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
gone = sandbox.run_code("os.environ.get('SHAPE', 'unset')")
check("e2b_code_interpreter sets it for that run alone", gone.text == "unset", gone.text)
counted = [sandbox.run_code("1").execution_count for _ in range(2)]
check("e2b_code_interpreter counts executions", counted[1] == counted[0] + 1, counted)
error = sandbox.run_code("1/0").error
check("e2b_code_interpreter tells an exception", error.name == "ZeroDivisionError" and "1/0" in error.traceback, error.value)

rich = sandbox.run_code("""
class Rich:
    def __repr__(self): return 'Rich()'
    def _repr_html_(self): return '<b>rich</b>'
    def _repr_latex_(self): return '$x^2$'
    def _repr_json_(self): return {'a': [1, 2]}
    def _repr_png_(self): return b'\\x89PNG\\r\\n\\x1a\\n'
class Chart:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {'e2b/data': {'x': [1]}, 'application/x-own': 'own', 'text/plain': 'chart'}
print('before'); display(Rich()); display(Chart()); await_me = 1
Rich()
""")
first, second, last = rich.results
check("e2b_code_interpreter gives results by their types", list(first.formats()) == ["text", "html", "png", "latex", "json"],
      first.formats())
check("e2b_code_interpreter gives their contents", (first.text, first.html, first.latex, first.json, first.png) ==
      ("Rich()", "<b>rich</b>", "$x^2$", {"a": [1, 2]}, "iVBORw0KGgo="))
check("e2b_code_interpreter gives data and what has no name", second.data == {"x": [1]} and
      second.extra == {"application/x-own": "own"}, second.extra)
check("e2b_code_interpreter knows the main result", [each.is_main_result for each in rich.results] == [False, False, True])
check("e2b_code_interpreter runs what notebooks run", sandbox.run_code("import asyncio\nawait asyncio.sleep(0, 'done')").text
      == "done")
refusal = sandbox.run_code("input()").error
check("e2b_code_interpreter has nobody to ask", refusal.name == "StdinNotImplementedError", refusal.name)

sandbox.files.make_dir("work")
context = sandbox.create_code_context(cwd="/home/user/work")
check("e2b_code_interpreter makes contexts", context.cwd == "/home/user/work" and context.language == "python", context.cwd)
sandbox.run_code("x = 'of the context'; open('here', 'w').write('w')", context=context)
check("a context has variables of its own", sandbox.run_code("x").text == "41" and
      sandbox.run_code("x", context=context).text == "of the context")
check("contexts share files", sandbox.files.read("/home/user/work/here") == "w" and
      sandbox.run_code("open('/home/user/work/here').read()").text == "w")
listed = [each.id for each in sandbox.list_code_contexts()]
check("e2b_code_interpreter lists contexts", context.id in listed and len(listed) == 2, listed)
sandbox.restart_code_context(context)
again = sandbox.run_code("import os; 'x' in globals(), os.getcwd()", context=context).text
check("e2b_code_interpreter restarts a context", again == "(False, '/home/user/work')" and
      sandbox.run_code("x").text == "41", again)
sandbox.remove_code_context(context)
refused("e2b_code_interpreter is told of a missing context", Exception, sandbox.run_code, "1", context=context)
check("e2b_code_interpreter removes a context", len(sandbox.list_code_contexts()) == 1)
sandbox.files.remove("work")

info = sandbox.files.write("dir/a.txt", "grüß")
check("e2b writes a file", info.path == "/home/user/dir/a.txt" and info.name == "a.txt", info.path)
check("e2b reads it", sandbox.files.read("/home/user/dir/a.txt") == "grüß")
check("its program reads it", sandbox.run_code("open('dir/a.txt').read()").text == "grüß")
sandbox.files.write_files([{"path": f"dir/{i}", "data": bytes([i, 255])} for i in range(3)])
check("e2b writes several", bytes(sandbox.files.read("dir/2", format="bytes")) == b"\x02\xff")
check("e2b lists files", [each.name for each in sandbox.files.list("/home/user/dir")] == ["0", "1", "2", "a.txt"])
check("e2b knows what exists", sandbox.files.exists("dir/a.txt") and not sandbox.files.exists("dir/b.txt"))
check("e2b tells a file's size", sandbox.files.get_info("dir/a.txt").size == 6)
check("e2b makes directories", sandbox.files.make_dir("new/deep") and not sandbox.files.make_dir("/home/user/new/deep"))
moved = sandbox.files.rename("dir/a.txt", "new/deep/b.txt")
check("e2b moves", moved.path == "/home/user/new/deep/b.txt" and not sandbox.files.exists("dir/a.txt"), moved.path)
check("e2b knows directories", sandbox.files.get_info("new").type.value == "dir", sandbox.files.get_info("new").type)
refused("e2b is told of a missing directory", NotFoundException, sandbox.files.list, "none")
refused("e2b is told of a missing file to move", NotFoundException, sandbox.files.rename, "none", "other")
sandbox.files.rename("new/deep/b.txt", "dir/a.txt")
sandbox.files.remove("new")
check("e2b removes directories with all in them", not sandbox.files.exists("new/deep"))
sandbox.files.remove("dir/a.txt")
refused("e2b is told of a missing file", NotFoundException, sandbox.files.read, "dir/a.txt")
refused("e2b is told that there are no other programs", SandboxException, sandbox.commands.run, "echo hi")
sandbox.files.write("x.py", "import os, sys\nprint(sys.argv, os.environ['A'])\nprint('error', file=sys.stderr)\n")
ran = sandbox.commands.run("python x.py 'a b'", envs={"A": "b"}, cwd="/home/user")
check("e2b runs Python by its command", (ran.exit_code, ran.stdout, ran.stderr) == (0, "['x.py', 'a b'] b\n", "error\n"), ran)
shown = []
sandbox.commands.run("python3 -c 'print(1)'", on_stdout=shown.append)
check("e2b shows what a command prints", shown == ["1\n"], shown)
try:
    sandbox.commands.run("python3 -c 'exit(3)'")
except CommandExitException as e:
    check("e2b tells a command's exit code", e.exit_code == 3, e)

background = sandbox.commands.run("python3 -u -c 'print(input()); print(input())'", background=True, stdin=True)
check("e2b lists a command in the background", [each.pid for each in sandbox.commands.list()] == [background.pid])
check("code runs beside it", sandbox.run_code("x").text == "41")
sandbox.commands.send_stdin(background.pid, "one\n")
first = next(iter(background))[0]
background.disconnect()
again = sandbox.commands.connect(background.pid)
again.send_stdin("two")
again.close_stdin()
ended = again.wait()
check("e2b feeds it, leaves it and comes back", (first, ended.stdout, ended.exit_code) == ("one\n", "two\n", 0), ended)
endless = sandbox.commands.run("python3 -c 'while True: pass'", background=True)
check("e2b kills it", endless.kill() and not sandbox.commands.kill(10**6))
try:
    endless.wait()
except CommandExitException as e:
    check("e2b tells that it was killed", (e.exit_code, e.error) == (-1, "signal: killed"), e)
check("e2b lists no command that has ended", sandbox.commands.list() == [])
refused("e2b is told of a missing command", NotFoundException, sandbox.commands.connect, 10**6)
refused("e2b is told when a command's time is over", TimeoutException, sandbox.commands.run, "python3 -c 'while True: pass'",
        timeout=1)
for name, call in (("watch", lambda: sandbox.files.watch_dir(".")), ("pty", lambda: sandbox.pty.create(PtySize(24, 80))),
                   ("git", lambda: sandbox.git.status(".")), ("stream_input", lambda: sandbox.commands.stream_input(1, ["a"]))):
    refused("e2b is told that there is no " + name, SandboxException, call)
for name, call in (("metrics", sandbox.get_metrics), ("list of snapshots", PlainSandbox.list_snapshots().next_items),
                   ("network", lambda: sandbox.update_network({}))):
    refused("e2b is told that there is no " + name, SandboxException, call)

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
check("e2b deletes a snapshot", sandbox.delete_snapshot(snapshot.snapshot_id) and
      not sandbox.delete_snapshot(snapshot.snapshot_id))
check("e2b pauses", sandbox.pause() is not False and not sandbox.is_running())
check("e2b knows that it is paused", sandbox.get_info().state.value == "paused", sandbox.get_info().state)
sandbox.connect()
check("e2b goes on", sandbox.is_running() and sandbox.run_code("x").text == "49")
if key:
    refused("e2b is told of a wrong key", AuthenticationException, Sandbox.create, api_key="wrong")
for each in [*forks, restored, sandbox]:
    each.kill()
check("e2b knows that it is gone", not sandbox.is_running())
end()
