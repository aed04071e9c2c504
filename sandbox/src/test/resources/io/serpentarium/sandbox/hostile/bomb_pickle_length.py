# attacks: memory with a pickle that announces two gigabytes
# expect: raised UnpicklingError | raised MemoryError | raised OverflowError
import pickle

pickle.loads(b"\x80\x04B\xff\xff\xff\x7f.")
