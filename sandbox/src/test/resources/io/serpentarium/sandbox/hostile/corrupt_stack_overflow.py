# attacks: the C stack, by faulthandler's own test
# expect: crashed | raised AttributeError
# session: any
import faulthandler

faulthandler._stack_overflow()
