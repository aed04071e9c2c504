# attacks: text itself with codecs and error handlers
# expect: completed
import codecs

codecs.register(lambda name: 1 / 0)
for name in ("strict", "surrogateescape", "replace", "backslashreplace", "ignore"):
    codecs.register_error(name, lambda e: ("x" * 10**6, 0))
