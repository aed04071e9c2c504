# attacks: the answer with an exception that cannot say what it is
# expect: raised Bad
# follow-up: kept == 'before'
class Bad(Exception):
    def __str__(self):
        raise Bad

    __repr__ = __str__


raise Bad
