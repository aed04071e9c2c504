# attacks: the interpreter by emptying every container that it has
# expect: any
# limits: wall_ms=500
# session: any
import gc

for found in gc.get_objects():
    if type(found) in (dict, list, set):
        try:
            found.clear()
        except BaseException:
            pass
