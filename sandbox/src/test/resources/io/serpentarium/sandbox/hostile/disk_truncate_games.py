# attacks: the account of the disk limit by growing and cutting
# expect: completed 0
# limits: disk_kb=1024
# follow-up: kept == 'before'
import os

with open("t", "wb") as f:
    for i in range(2000):
        f.truncate(i * 523 % 1_000_000)
        f.seek(i * 7919 % 1_000_000)
        f.write(b"x")
        f.truncate(0)
os.stat("t").st_size
