# attacks: the interpreter with a read of address 0
# expect: completed 0 | crashed
# session: any
import faulthandler

faulthandler._read_null()
