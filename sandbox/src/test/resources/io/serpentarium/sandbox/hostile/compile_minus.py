# attacks: the parser's stack with 100,000 signs
# expect: raised RecursionError | raised MemoryError | raised SyntaxError
# follow-up: kept == 'before'
compile("-" * 100_000 + "1", "f", "eval")
