# attacks: the output limit with one line that no memory holds at once
# expect: limit_exceeded output
# follow-up: kept == 'before'
import sys

for _ in range(10_000):
    sys.stdout.write("x" * 100_000)
