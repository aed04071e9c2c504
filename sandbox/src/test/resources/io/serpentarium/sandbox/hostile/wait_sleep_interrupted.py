# attacks: a guest thread with a sleep, against Ctrl-C
# expect: interrupted
# interrupt: ready
# follow-up: kept == 'before'
import time

print("ready")
time.sleep(10**6)
