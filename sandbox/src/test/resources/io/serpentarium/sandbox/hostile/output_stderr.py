# attacks: the output limit on the other stream
# expect: limit_exceeded output
# follow-up: kept == 'before'
import sys

while True:
    print("x" * 1000, file=sys.stderr)
