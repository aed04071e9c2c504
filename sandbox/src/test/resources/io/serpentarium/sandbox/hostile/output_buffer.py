# attacks: the output limit by the binary stream
# expect: limit_exceeded output
# follow-up: kept == 'before'
import sys

while True:
    sys.stdout.buffer.write(b"\xff" * 1001)
