# attacks: the file system with names that are hardly names
# expect: completed
# follow-up: kept == 'before'
import os

for name in ["\n", "\x7f", "😀" * 50, " ", "a\\b", "con", "-rf", "~", "%00", "\u202e"]:
    open(name, "w").write(name)
    assert open(name).read() == name, name
for name in ["a\0b", "\ud800", "", "x/"]:
    try:
        open(name, "w")
    except (OSError, ValueError):
        continue
    raise AssertionError(repr(name))
