# attacks: path resolution with links in a circle
# expect: raised OSError
import os

os.symlink("b", "a")
os.symlink("a", "b")
open("a")
