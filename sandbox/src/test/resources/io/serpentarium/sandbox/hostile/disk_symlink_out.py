# attacks: the host's files by links that lead up and out
# expect: raised FileNotFoundError
import os

os.symlink("/../../../../../../etc/passwd", "out")
open("out").read()
