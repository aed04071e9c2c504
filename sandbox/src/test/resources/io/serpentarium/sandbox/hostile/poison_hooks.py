# attacks: the interpreter's hooks for errors and results
# expect: raised ZeroDivisionError
# follow-up: kept == 'before'
import sys


def bad(*arguments):
    while True:
        pass


sys.excepthook = sys.displayhook = sys.unraisablehook = bad
1 / 0
