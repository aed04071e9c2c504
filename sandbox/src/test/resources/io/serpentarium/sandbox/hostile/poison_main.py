# attacks: the namespace that cells run in
# expect: completed
# follow-up: 1 + 1 == 2
import sys

sys.modules["__main__"] = None
globals().clear()
