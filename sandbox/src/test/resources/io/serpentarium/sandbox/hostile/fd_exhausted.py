# attacks: the limit of open files
# expect: raised OSError
# follow-up: held.clear() == 
# follow-up: kept == 'before'
held = []
while True:
    held.append(open("/sandbox/f", "w"))
