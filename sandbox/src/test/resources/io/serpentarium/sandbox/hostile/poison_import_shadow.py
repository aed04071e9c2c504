# attacks: the importer with files that bear the library's names
# expect: completed True
for name in ("encodings", "os", "json", "colorsys", "codecs", "site", "usercustomize"):
    open(name + ".py", "w").write("raise SystemExit('shadowed')\nstolen = 1\n")
import os, sys

try:
    import json
except SystemExit as stop:
    json = stop.code
"stolen" not in vars(os) and json == "shadowed"
