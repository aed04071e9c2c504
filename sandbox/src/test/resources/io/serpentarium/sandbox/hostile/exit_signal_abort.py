# attacks: the process with the signal of abort
# expect: crashed
# session: rolled_back
import signal

signal.raise_signal(signal.SIGABRT)
