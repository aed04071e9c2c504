# attacks: memory with a format of two billion fields
# expect: raised error | raised MemoryError | raised OverflowError
import struct

struct.pack("2000000000x")
