# attacks: the session itself, without any builtins
# expect: completed
import builtins

builtins.__dict__.clear()
