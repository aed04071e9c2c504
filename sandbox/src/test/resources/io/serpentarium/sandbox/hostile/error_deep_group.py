# attacks: the answer with groups in groups
# expect: raised ExceptionGroup
# limits: memory_mb=128
# follow-up: kept == 'before'
error = ValueError("core")
for _ in range(10_000):
    error = ExceptionGroup("g", [error])
raise error
