# attacks: the compiler with nested blocks
# expect: raised SyntaxError | raised IndentationError
compile("\n".join(" " * i + "if 1:" for i in range(3000)), "f", "exec")
