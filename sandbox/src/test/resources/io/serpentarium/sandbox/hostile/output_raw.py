# attacks: the output limit below Python's own streams
# expect: limit_exceeded output
# follow-up: kept == 'before'
import os

while True:
    os.write(1, b"w" * 7)
