# attacks: the interpreter with a write to address 0
# expect: crashed
# session: rolled_back
import faulthandler

faulthandler._sigsegv()
