# attacks: the disk limit with one file
# expect: raised OSError
# limits: disk_kb=1024
# follow-up: kept == 'before'
with open("huge", "wb") as f:
    while True:
        f.write(b"x" * 65536)
