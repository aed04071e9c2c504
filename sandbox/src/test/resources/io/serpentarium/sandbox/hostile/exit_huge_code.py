# attacks: the exit code with a number it has no room for
# expect: exited -1
# follow-up: kept == 'before'
import sys

sys.exit(10**30)
