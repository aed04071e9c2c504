# attacks: path resolution with links that double at each level
# expect: raised OSError
import os

os.mkdir("x")
os.symlink("x/..", "l0")
for i in range(1, 60):
    os.symlink(f"l{i - 1}/l{i - 1}", f"l{i}")
os.stat("l59")
