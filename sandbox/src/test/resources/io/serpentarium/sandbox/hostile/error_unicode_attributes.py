# attacks: the answer with a UnicodeError whose bounds are wrong
# expect: raised UnicodeDecodeError
# follow-up: kept == 'before'
error = UnicodeDecodeError("utf-8", b"ab", 0, 1, "why")
error.start, error.end = 2**31 - 1, -(2**31)
raise error
