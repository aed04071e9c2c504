# attacks: the host's decoder with characters in pieces on both streams at once
# expect: completed
# stdout: €€€€
import os

for _ in range(100):
    for byte in "€".encode():
        os.write(1, bytes([byte]))
        os.write(2, bytes([byte]))
