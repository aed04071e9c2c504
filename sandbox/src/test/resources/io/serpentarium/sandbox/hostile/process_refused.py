# attacks: the host with processes
# expect: completed 'refused'
import os, subprocess

refused = 0
attempts = [
    lambda: os.fork(),
    lambda: os.system("id"),
    lambda: os.execv("/bin/sh", ["sh"]),
    lambda: subprocess.run(["id"]),
    lambda: os.kill(1, 9),
    lambda: os.popen("id"),
    lambda: __import__("ctypes"),
    lambda: __import__("_posixsubprocess").fork_exec(),
]
for attempt in attempts:
    try:
        attempt()
    except (OSError, AttributeError, ImportError, TypeError):
        refused += 1
"refused" if refused == len(attempts) else refused
