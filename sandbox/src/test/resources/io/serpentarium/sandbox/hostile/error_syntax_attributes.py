# attacks: the answer with a SyntaxError whose place is a lie
# expect: raised SyntaxError
# follow-up: kept == 'before'
error = SyntaxError("lies")
error.filename, error.lineno, error.offset = object(), 10**30, -(10**30)
error.text, error.end_lineno, error.end_offset = "\ud800" * 1000, [], "x"
raise error
