# attacks: output that is still in a buffer at the end
# expect: exited 3
# stdout: tail without a newline
import sys

sys.stdout.write("tail without a newline")
sys.exit(3)
