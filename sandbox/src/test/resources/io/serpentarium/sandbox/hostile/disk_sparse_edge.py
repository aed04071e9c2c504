# attacks: the host's arithmetic at the largest offset there is
# expect: raised OSError
import os

fd = os.open("edge", os.O_RDWR | os.O_CREAT)
os.lseek(fd, 2**63 - 1, os.SEEK_SET)
os.write(fd, b"xy")
