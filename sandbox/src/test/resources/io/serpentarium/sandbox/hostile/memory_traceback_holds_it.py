# attacks: the next cell, with a traceback that keeps all memory alive
# expect: raised MemoryError
# limits: memory_mb=48
# follow-up: kept == 'before'
def fill():
    local = []
    while True:
        local.append(bytearray(10_000))


fill()
