# attacks: whoever takes a forged KeyboardInterrupt for Ctrl-C
# expect: raised KeyboardInterrupt
# follow-up: kept == 'before'
raise KeyboardInterrupt
