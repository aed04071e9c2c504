# attacks: memory with one join
# expect: raised MemoryError | raised OverflowError
import itertools

",".join(itertools.repeat("x" * 1_000_000, 1000))
