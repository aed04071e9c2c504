# attacks: the answer with a message of 5 MB
# expect: raised ValueError
# limits: memory_mb=200
# follow-up: kept == 'before'
raise ValueError("x" * 5_000_000)
