# attacks: the frames below its own
# expect: completed
import sys

frame = sys._getframe()
while frame:
    frame.f_trace_opcodes = True
    frame.f_trace = lambda *a: None
    frame.f_globals["kept"] = None
    frame = frame.f_back
