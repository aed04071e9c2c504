# attacks: the disk limit's account by many handles on one file
# expect: raised OSError
# limits: disk_kb=256
handles = [open("shared", "ab", buffering=0) for _ in range(50)]
while True:
    for handle in handles:
        handle.write(b"y" * 1000)
