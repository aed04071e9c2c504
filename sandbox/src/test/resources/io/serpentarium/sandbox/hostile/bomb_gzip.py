# attacks: memory with what unpacks to 50 MB
# expect: raised MemoryError
# limits: memory_mb=48
import gzip, io

packed = io.BytesIO()
with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as f:
    for _ in range(50):
        f.write(bytes(1 << 20))
gzip.decompress(packed.getvalue())
