# attacks: quadratic library code
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=200
import difflib

difflib.SequenceMatcher(None, "ab" * 20_000, "ba" * 20_000, autojunk=False).ratio()
