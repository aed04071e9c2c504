# attacks: the file system with hard links to one file
# expect: raised OSError
import os

open("one", "w").write("x")
for i in range(20_000):
    os.link("one", f"link{i}")
