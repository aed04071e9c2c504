# attacks: the interpreter with what is no exception
# expect: raised TypeError
raise 42
