# attacks: the answer with a class name of 5 MB
# expect: any
# limits: memory_mb=200
# follow-up: kept == 'before'
raise type("N" * 5_000_000, (Exception,), {})("x")
