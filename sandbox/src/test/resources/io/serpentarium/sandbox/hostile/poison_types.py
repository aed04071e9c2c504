# attacks: the interpreter's own types
# expect: completed 'refused'
refused = 0
for kind in (int, str, type, object, BaseException, type(None), type(lambda: 0)):
    try:
        kind.evil = 1
    except TypeError:
        refused += 1
"refused" if refused == 7 else refused
