# Runs PROGRAM to the depth N. Tells the exception's name itself: an answer with a million frames would take its time.
import sys

sys.setrecursionlimit(10**6)


def ending():
    try:
        exec(PROGRAM, {'N': N})
    except BaseException as e:
        return type(e).__name__
    return 'works'


ending()
