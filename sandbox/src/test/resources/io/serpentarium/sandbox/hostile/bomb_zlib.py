# attacks: memory with what unpacks to 50 MB
# expect: raised MemoryError
# limits: memory_mb=48
import zlib

packer = zlib.compressobj(1)
packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(50)) + packer.flush()
zlib.decompress(packed)
