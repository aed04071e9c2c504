# attacks: the answer with 5000 causes
# expect: raised ValueError
# limits: memory_mb=128
# follow-up: kept == 'before'
error = None
for i in range(5000):
    new = ValueError(i)
    new.__cause__ = error
    error = new
raise error
