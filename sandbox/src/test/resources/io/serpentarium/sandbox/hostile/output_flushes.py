# attacks: the output limit with ten million flushes
# expect: limit_exceeded output
# limits: output_kb=8
# follow-up: kept == 'before'
for i in range(10_000_000):
    print(i, flush=True)
