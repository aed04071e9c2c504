# attacks: the interpreter with its own fatal error
# expect: crashed | raised RuntimeError | raised AttributeError
# session: any
import faulthandler

faulthandler._fatal_error_c_thread()
