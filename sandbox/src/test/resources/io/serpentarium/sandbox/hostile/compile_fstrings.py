# attacks: the tokenizer with strings in strings
# expect: raised SyntaxError | raised MemoryError | raised RecursionError
nested = "1"
for _ in range(200):
    nested = 'f"{' + nested + '}"'
compile(nested, "f", "eval")
