# attacks: the C library with times that are no times
# expect: completed 'refused'
import time

refused = 0
for attempt in (
    lambda: time.gmtime(2**62),
    lambda: time.strftime("%Y" * 10**5, (10**9,) * 9),
    lambda: time.mktime((2**31 - 1,) * 9),
    lambda: time.asctime((10**6, 13, 40, 0, 0, 0, 0, 0, 0)),
    lambda: time.localtime(float("inf")),
):
    try:
        attempt()
    except (ValueError, OverflowError, OSError):
        refused += 1
"refused" if refused == 5 else refused
