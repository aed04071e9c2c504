# attacks: Ctrl-C, by reading on
# expect: interrupted | limit_exceeded wall_time
# session: any
# stdin: open
# interrupt: ready
# limits: wall_ms=500
print("ready")
while True:
    try:
        input()
    except BaseException:
        pass
