# attacks: the parser with 100,000 brackets
# expect: raised SyntaxError | raised MemoryError
compile("(" * 100_000 + ")" * 100_000, "f", "eval")
