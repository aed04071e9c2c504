# attacks: Ctrl-C, by catching it for ever
# expect: interrupted | limit_exceeded wall_time
# session: any
# interrupt: ready
# limits: wall_ms=500
print("ready")
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
