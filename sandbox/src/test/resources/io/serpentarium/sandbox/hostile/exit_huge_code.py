# attacks: the exit code with a number it has no room for
# expect: exited 255
# follow-up: kept == 'before'
import sys

sys.exit(10**30)
