# attacks: every call of later cells with a profile function that raises
# expect: any
import sys


def profile(*arguments):
    raise KeyboardInterrupt


sys.setprofile(profile)
len([])
