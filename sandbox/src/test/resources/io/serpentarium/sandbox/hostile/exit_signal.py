# attacks: the process with a signal to itself
# expect: raised KeyboardInterrupt
# follow-up: kept == 'before'
import signal

signal.raise_signal(signal.SIGINT)
