# attacks: the interpreter with the signal of a write to address 0
# expect: exited 139
import faulthandler

faulthandler._sigsegv()
