"""Says what holds, and what does not. What is imported from here is shared by the drivers of all doors."""
import sys

failures = []


def check(name, holds, seen=""):
    print(f"{'ok  ' if holds else 'FAIL'} {name}" + (f": {seen}" if seen != "" else ""))
    if not holds:
        failures.append(name)


def refused(name, error, call, *arguments, **more):
    """Checks that a call fails so."""
    try:
        check(name, False, call(*arguments, **more))
    except error as e:
        check(name, True, type(e).__name__)


def end():
    """Ends the process, with 1 if something failed."""
    print(f"{len(failures)} failed" if failures else "all hold")
    sys.exit(1 if failures else 0)
