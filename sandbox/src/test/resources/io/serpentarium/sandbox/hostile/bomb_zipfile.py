# attacks: the disk with an archive larger than its place
# expect: raised OSError
# limits: disk_kb=1024 memory_mb=64
import io, zipfile

packed = io.BytesIO()
with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
    with z.open("big", "w") as f:
        for _ in range(20):
            f.write(bytes(1 << 20))
zipfile.ZipFile(packed).extractall("out")
