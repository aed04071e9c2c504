# attacks: the output limit, by ignoring that it was met
# expect: limit_exceeded output
# session: any
while True:
    try:
        while True:
            print("x" * 1000)
    except BaseException:
        pass
