# attacks: the host's own handling of the source
# expect: raised SyntaxError
eval("1\0+1")
