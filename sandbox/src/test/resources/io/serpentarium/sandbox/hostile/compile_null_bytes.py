# attacks: the parser with what is no text
# expect: raised SyntaxError | raised ValueError
compile("x = 1\0; y = 2", "f", "exec")
