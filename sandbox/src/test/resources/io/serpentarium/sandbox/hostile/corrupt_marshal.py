# attacks: the interpreter with bytes that are no marshalled value
# expect: completed 'survived'
import marshal, random

random.seed(20260101)
for _ in range(2000):
    data = random.randbytes(random.randrange(1, 60))
    try:
        marshal.loads(data)
    except (ValueError, EOFError, TypeError, MemoryError, OverflowError, UnicodeDecodeError):
        pass
"survived"
