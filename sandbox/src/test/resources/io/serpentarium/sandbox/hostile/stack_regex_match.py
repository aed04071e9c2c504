# attacks: the regular expression engine's stack with a group that repeats a million times
# expect: completed 1000001 | raised MemoryError | raised RecursionError
# limits: memory_mb=256 cpu_ms=30000
import re

re.match("(?:(a)|b)*c", "ab" * 500_000 + "c").end()
