# attacks: the host with renames
# expect: completed ['x']
import os

os.mkdir("s")
open("s/x", "w").close()
for i in range(5000):
    os.rename("s/x", "s/y")
    os.rename("s", "r")
    os.rename("r/y", "r/x")
    os.rename("r", "s")
os.listdir("s")
