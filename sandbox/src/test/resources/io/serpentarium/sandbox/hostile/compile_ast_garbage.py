# attacks: the compiler with a syntax tree that no parser makes
# expect: completed 'refused'
import ast

location = dict(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)
node = ast.Name("x", ast.Load(), **location)
for _ in range(50_000):
    node = ast.UnaryOp(ast.Not(), node, **location)
bad = [
    node,
    ast.Name("None", ast.Load(), **location),
    ast.Constant(object(), **location),
    ast.Call(None, [], [], **location),
    ast.BoolOp(ast.And(), [], **location),
    ast.Name("x", ast.Store(), **location),
]
refused = 0
for each in bad:
    try:
        compile(ast.Expression(each), "f", "eval")
    except (ValueError, TypeError, RecursionError, SyntaxError, MemoryError):
        refused += 1
"refused" if refused == len(bad) else refused
