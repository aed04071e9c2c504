# attacks: the host's decoder with what is no UTF-8
# expect: completed
# stdout: end of bytes
import os

for i in range(256):
    os.write(1, bytes([i]))
os.write(1, b"\xf0\x9f\x98")
os.write(2, b"\xed\xa0\x80\xc0\x80\xf8\x88\x80\x80\x80")
print("end of bytes")
