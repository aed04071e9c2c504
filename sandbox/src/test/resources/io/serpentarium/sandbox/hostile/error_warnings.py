# attacks: the output limit with warnings that fail to print
# expect: limit_exceeded output | completed
import warnings

warnings.simplefilter("always")
for i in range(20_000):
    warnings.warn("x" * 100)
