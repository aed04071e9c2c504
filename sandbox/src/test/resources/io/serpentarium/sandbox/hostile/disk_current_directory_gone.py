# attacks: the file system from a directory that is removed
# expect: raised FileNotFoundError | raised OSError
# follow-up: kept == 'before'
import os

os.mkdir("gone")
os.chdir("gone")
os.rmdir("../gone")
open("file", "w")
