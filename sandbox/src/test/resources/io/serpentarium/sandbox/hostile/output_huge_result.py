# attacks: the host with a result of 30 MB
# expect: completed
# limits: memory_mb=160
# follow-up: kept == 'before'
class Huge:
    def __repr__(self):
        return "x" * 30_000_000


Huge()
