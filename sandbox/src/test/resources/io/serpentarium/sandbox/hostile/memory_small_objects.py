# attacks: memory to its very last bytes, which the next cell would need
# expect: raised MemoryError
# limits: memory_mb=48
# follow-up: x.clear() == 
# follow-up: kept == 'before'
x = []
while True:
    x.append([x])
