# attacks: the answer with causes in a circle
# expect: raised ValueError
# follow-up: kept == 'before'
a, b = ValueError("a"), ValueError("b")
a.__cause__, b.__cause__ = b, a
a.__context__, b.__context__ = b, a
raise a
