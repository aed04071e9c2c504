# attacks: the standard streams, by closing them
# expect: completed | raised OSError
import os

for fd in (0, 1, 2):
    os.close(fd)
print("nobody hears this")
