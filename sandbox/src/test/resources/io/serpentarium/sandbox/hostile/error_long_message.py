# attacks: the answer with a message of 20 MB
# expect: raised ValueError
# limits: memory_mb=200
# follow-up: kept == 'before'
raise ValueError("x" * 20_000_000)
