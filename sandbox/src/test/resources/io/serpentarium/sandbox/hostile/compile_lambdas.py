# attacks: the symbol table with functions in functions
# expect: raised RecursionError | raised MemoryError | raised SyntaxError
compile("lambda: " * 50_000 + "1", "f", "eval")
