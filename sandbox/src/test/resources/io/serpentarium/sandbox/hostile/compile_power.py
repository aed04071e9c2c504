# attacks: the parser's stack from the right
# expect: raised RecursionError | raised MemoryError | raised SyntaxError
# follow-up: kept == 'before'
compile("**".join(["x"] * 100_000), "f", "eval")
