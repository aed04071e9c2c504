# attacks: memory and stack with format strings
# expect: completed 'refused'
refused = 0
for attempt in (
    lambda: "{0.__class__.__mro__[1].__subclasses__}".format(1)[5],
    lambda: "{:{}}".format(1, "9" * 1000),
    lambda: "%" + "9" * 1000 + "d" % 1,
    lambda: "{" * 100_000 + "".format(),
    lambda: ("%s" * 10**6) % (1,),
    lambda: format(1.5, ".2147483647f"),
):
    try:
        attempt()
    except (ValueError, OverflowError, MemoryError, TypeError, IndexError):
        pass
    refused += 1
"refused"
