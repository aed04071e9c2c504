# attacks: the answer with a class whose name is a trap
# expect: raised TypeError | raised Bad | raised Exception
# follow-up: kept == 'before'
class Meta(type):
    __qualname__ = property(lambda self: 1 / 0)
    __name__ = property(lambda self: [1])
    __module__ = property(lambda self: 1 / 0)


class Bad(Exception, metaclass=Meta):
    pass


raise Bad("what am I?")
