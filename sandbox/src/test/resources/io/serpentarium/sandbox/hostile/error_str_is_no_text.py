# attacks: the answer with an exception that says a number
# expect: raised Bad
# follow-up: kept == 'before'
class Bad(Exception):
    def __str__(self):
        return 42

    __repr__ = __str__


raise Bad
