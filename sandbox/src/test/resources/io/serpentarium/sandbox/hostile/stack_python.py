# attacks: the stack with plain recursion
# expect: raised RecursionError
def f():
    f()


f()
