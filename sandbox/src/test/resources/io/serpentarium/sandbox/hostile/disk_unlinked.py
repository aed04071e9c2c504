# attacks: the disk limit with files that have no name any more
# expect: raised OSError
# limits: disk_kb=1024
# follow-up: held.clear() == 
# follow-up: len(open('again', 'wb').name) == 5
import os

held = []
while True:
    f = open("gone", "wb", buffering=0)
    held.append(f)
    os.unlink("gone")
    f.write(b"x" * 65536)
