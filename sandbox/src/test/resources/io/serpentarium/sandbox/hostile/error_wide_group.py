# attacks: the answer with a group of 20,000
# expect: raised ExceptionGroup
# limits: memory_mb=128
# follow-up: kept == 'before'
raise ExceptionGroup("wide", [ValueError(i) for i in range(20_000)])
