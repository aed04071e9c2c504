# attacks: the standard library's own files
# expect: completed 'refused'
import os

library = "/lib/python3.13"
refused = 0
attempts = [
    lambda: open(library + "/os.pyc", "wb"),
    lambda: open(library + "/evil.py", "w"),
    lambda: os.remove(library + "/json/__init__.pyc"),
    lambda: os.rename(library + "/json", "/sandbox/json"),
    lambda: os.rmdir(library + "/json"),
    lambda: os.mkdir(library + "/evil"),
    lambda: os.symlink("/sandbox", library + "/evil"),
    lambda: os.truncate(library + "/json/__init__.pyc", 0),
    lambda: os.utime(library + "/json/__init__.pyc", (0, 0)),
    lambda: os.link(library + "/json/__init__.pyc", "/sandbox/linked"),
]
for attempt in attempts:
    try:
        attempt()
    except OSError:
        refused += 1
"refused" if refused == len(attempts) else refused
