# attacks: the file system with ten thousand levels
# expect: raised OSError
# limits: wall_ms=20000
# follow-up: kept == 'before'
import os

for i in range(10_001):
    os.mkdir("d")
    os.chdir("d")
