# attacks: the end of an execution with an exit whose words never end
# expect: limit_exceeded wall_time
# limits: wall_ms=300
# session: any
class Hostile:
    def __str__(self):
        while True:
            pass


raise SystemExit(Hostile())
