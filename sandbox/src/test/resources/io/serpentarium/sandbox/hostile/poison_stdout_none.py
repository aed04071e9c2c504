# attacks: the end of an execution, without a stdout
# expect: completed 3
# follow-up: 1 + 1 == 2
import sys

sys.stdout = sys.stderr = sys.stdin = None
print("into the void")
3
