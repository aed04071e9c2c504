# attacks: the disk limit with a length instead of bytes
# expect: raised OSError
# limits: disk_kb=1024
with open("long", "wb") as f:
    f.truncate(2**40)
