# attacks: the standard streams with calls for files
# expect: completed 'refused'
import os

refused = 0
attempts = [
    lambda: os.lseek(1, 0, os.SEEK_SET),
    lambda: os.ftruncate(1, 10),
    lambda: os.read(1, 10),
    lambda: os.write(0, b"x"),
    lambda: os.listdir(1),
    lambda: os.lseek(0, -1, os.SEEK_END),
]
for attempt in attempts:
    try:
        attempt()
    except (OSError, TypeError):
        refused += 1
"refused" if refused == len(attempts) else refused
