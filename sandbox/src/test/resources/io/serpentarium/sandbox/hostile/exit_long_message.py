# attacks: the output limit by the words of an exit
# expect: limit_exceeded output
# limits: memory_mb=96
# follow-up: kept == 'before'
import sys

sys.exit("x" * 10**7)
