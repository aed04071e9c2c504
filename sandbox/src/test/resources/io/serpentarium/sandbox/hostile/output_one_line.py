# attacks: the output limit with one line
# expect: limit_exceeded output
# limits: memory_mb=128
# stdout: xxxx
# follow-up: kept == 'before'
print("x" * 50_000_000)
