# attacks: whoever comes next, with builtins that lie
# expect: completed
import builtins

builtins.len = lambda x: 42
builtins.open = builtins.print = builtins.repr = None
builtins.int = str
builtins.__import__ = lambda *a, **k: 1 / 0
