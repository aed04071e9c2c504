# attacks: the parser's stack with brackets
# expect: raised SyntaxError | raised MemoryError | raised RecursionError
import ast

ast.literal_eval("[" * 100_000 + "]" * 100_000)
