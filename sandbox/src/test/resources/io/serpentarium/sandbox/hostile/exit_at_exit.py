# attacks: the end of a program with callbacks that exit, fail and register more
# expect: completed | exited 5
# kind: program
# stdout: done
import atexit, sys


@atexit.register
def again():
    atexit.register(print, "more")
    sys.exit(5)


atexit.register(lambda: 1 / 0)
print("done")
