# attacks: the end of an execution with a stdout whose methods raise
# expect: any
# follow-up: 1 + 1 == 2
import sys


class Bad:
    def __getattr__(self, name):
        raise SystemError(name)


sys.stdout = sys.stderr = Bad()
1
