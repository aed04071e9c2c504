# attacks: the tree with a directory moved below itself
# expect: raised OSError
import os

os.makedirs("a/b/c")
os.rename("a", "a/b/c/a")
