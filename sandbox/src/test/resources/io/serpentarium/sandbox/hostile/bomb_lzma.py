# attacks: memory with an archive that asks for a dictionary of 4 GiB
# expect: raised MemoryError | raised LZMAError
# limits: memory_mb=64
import lzma

header = b"\x5d\xff\xff\xff\xff" + b"\xff" * 8
lzma.decompress(header + bytes(100), format=lzma.FORMAT_ALONE)
