/** Programs to begin with, by name. */
export const examples: Record<string, string> = {
  Hello: `from datetime import date

names = ["Ada", "Grace", "Guido"]
for name in names:
    print(f"Hello {name}, today is {date.today():%A}.")

len(names)
`,
  "Ask for input": `name = input("What is your name? ")
age = int(input("And your age? "))
print(f"{name}, in ten years you will be {age + 10}.")
`,
  "A loop to interrupt": `import time

steps = 0
while True:
    steps += 1
    print("step", steps)
    time.sleep(0.5)
`,
  "Mandelbrot (PNG)": `import os, struct, zlib

def shade(x, y, most=40):
    z = c = complex(x, y)
    for n in range(most):
        if abs(z) > 2:
            return n / most
        z = z * z + c
    return 0.0

width, height = 360, 240
rows = bytearray()
for j in range(height):
    rows.append(0)
    for i in range(width):
        s = shade(-2.2 + 3.2 * i / width, -1.07 + 2.14 * j / height)
        rows += bytes((int(40 * s), int(255 * s ** 0.6), int(140 * s)))

def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

os.makedirs("/sandbox/out", exist_ok=True)
with open("/sandbox/out/mandelbrot.png", "wb") as png:
    png.write(b"\\x89PNG\\r\\n\\x1a\\n")
    png.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)))
    png.write(chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
`,
  "A chart (SVG)": `import math, os

points = " ".join(
    f"{x},{80 - 60 * math.sin(x / 28) * math.exp(-x / 260):.1f}" for x in range(0, 401, 4)
)
os.makedirs("/sandbox/out", exist_ok=True)
with open("/sandbox/out/wave.svg", "w") as svg:
    svg.write(f'''<svg xmlns="http://www.w3.org/2000/svg" width="480" viewBox="0 0 400 160">
<rect width="400" height="160" fill="#fdfefd"/>
<path d="M0 80H400" stroke="#c9d6ce"/>
<polyline points="{points}" fill="none" stroke="#18794e" stroke-width="2.5"/>
</svg>''')
`,
};
