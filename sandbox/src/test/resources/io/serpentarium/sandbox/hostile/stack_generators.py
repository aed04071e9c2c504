# attacks: the C stack with generators that delegate to each other
# expect: raised RecursionError
def g(n):
    yield from g(n + 1)


list(g(0))
