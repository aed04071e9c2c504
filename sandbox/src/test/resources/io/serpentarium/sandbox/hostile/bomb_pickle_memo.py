# attacks: memory with a pickle that names memo slot two billion
# expect: raised MemoryError | raised ValueError | raised OverflowError
import pickle

pickle.loads(b"\x80\x04Nr\xfe\xff\xff\x3f.")
