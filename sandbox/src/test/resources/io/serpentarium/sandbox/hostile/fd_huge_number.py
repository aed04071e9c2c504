# attacks: the descriptor table with numbers it has not
# expect: completed 'refused'
import os

for fd in (4, 255, 256, 2**31 - 1, -1, -(2**31)):
    for call in (os.fstat, os.close, lambda n: os.read(n, 1), lambda n: os.write(n, b"x")):
        try:
            call(fd)
        except OSError:
            continue
        raise AssertionError(fd)
"refused"
