# attacks: the end of an execution with an exit that cannot say its name
# expect: exited 1
# follow-up: kept == 'before'
class Hostile:
    def __str__(self):
        raise SystemExit(Hostile())

    __repr__ = __str__


raise SystemExit(Hostile())
