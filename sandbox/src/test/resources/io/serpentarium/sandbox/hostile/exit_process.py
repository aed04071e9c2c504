# attacks: the process
# expect: exited 3
# session: rolled_back
# stdout: last words
import os

print("last words")
os._exit(3)
