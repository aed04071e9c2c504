# attacks: the answer with notes that are no notes
# expect: raised ValueError
# limits: memory_mb=128
# follow-up: kept == 'before'
class Bad:
    def __str__(self):
        raise KeyboardInterrupt

    __repr__ = __str__


error = ValueError("noted")
error.__notes__ = [Bad(), "x" * 1_000_000, 7]
raise error
