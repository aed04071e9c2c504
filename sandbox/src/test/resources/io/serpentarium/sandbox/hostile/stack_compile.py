# attacks: the compiler's stack with a tree of syntax that no parser made
# expect: raised RecursionError | raised MemoryError | raised SyntaxError
# limits: memory_mb=256 cpu_ms=30000
import ast

tree = ast.Constant(1)
for _ in range(100_000):
    tree = ast.UnaryOp(ast.USub(), tree)
compile(ast.fix_missing_locations(ast.Expression(tree)), "", "eval")
