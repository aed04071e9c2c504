# attacks: the host with reads of two gigabytes
# expect: raised MemoryError | raised OverflowError
import os

fd = os.open("f", os.O_RDWR | os.O_CREAT)
os.read(fd, 2**31 - 1)
