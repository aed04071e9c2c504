# attacks: the cursor of a directory listing, by changing the directory meanwhile
# expect: completed True
import os

os.mkdir("d")
for i in range(200):
    open(f"d/{i}", "w").close()
seen = 0
for entry in os.scandir("d"):
    os.remove(entry.path)
    open(f"d/new{seen}", "w").close()
    seen += 1
    if seen > 1000:
        break
seen >= 200
