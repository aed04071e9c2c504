# attacks: the process with the signal of abort
# expect: exited 134
import signal

signal.raise_signal(signal.SIGABRT)
