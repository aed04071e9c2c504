# attacks: the importer with files that bear the library's names
# expect: completed True
for name in ("encodings", "os", "json", "colorsys", "codecs", "site", "usercustomize"):
    open(name + ".py", "w").write("raise SystemExit('shadowed')\nstolen = 1\n")
import json, os, sys

"stolen" not in vars(os) and json.loads("[1]") == [1]
