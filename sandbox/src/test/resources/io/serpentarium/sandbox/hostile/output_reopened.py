# attacks: the output limit by another file object on the same descriptor
# expect: limit_exceeded output
# follow-up: kept == 'before'
f = open(1, "w", closefd=False)
while True:
    f.write("again " * 1000)
