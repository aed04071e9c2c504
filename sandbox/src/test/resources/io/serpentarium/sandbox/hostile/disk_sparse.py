# attacks: the disk limit with a hole of 2^62 bytes
# expect: raised OSError
with open("sparse", "wb") as f:
    f.seek(2**62)
    f.write(b"x")
