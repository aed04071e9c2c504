# attacks: memory with a kilobyte that unpacks to 30 MB
# expect: raised MemoryError
# limits: memory_mb=40
import bz2

packer = bz2.BZ2Compressor(1)
packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(30)) + packer.flush()
bz2.decompress(packed)
