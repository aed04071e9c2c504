# attacks: the output limit with errors that nobody can catch
# expect: limit_exceeded output
# session: any
# follow-up: kept == 'before'
class Bad:
    def __del__(self):
        raise ValueError("x" * 100)


while True:
    Bad()
