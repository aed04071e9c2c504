# attacks: every instruction with callbacks that raise
# expect: any
# limits: wall_ms=500
import sys

m = sys.monitoring
m.use_tool_id(0, "evil")
m.register_callback(0, m.events.INSTRUCTION, lambda *a: 1 / 0)
m.set_events(0, m.events.INSTRUCTION)
for i in range(10):
    pass
