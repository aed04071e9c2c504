# attacks: the collector with objects that come back to life
# expect: completed
# follow-up: kept == 'before'
import gc


class Undead:
    def __del__(self):
        graves.append(self)


graves = []
for _ in range(2000):
    Undead()
for _ in range(20):
    graves.clear()
    gc.collect()
