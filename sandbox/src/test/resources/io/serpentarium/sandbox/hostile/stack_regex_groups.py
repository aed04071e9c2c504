# attacks: the compiler of regular expressions with nested groups
# expect: raised RecursionError | raised MemoryError | raised PatternError
import re

re.compile("(" * 10_000 + ")" * 10_000)
