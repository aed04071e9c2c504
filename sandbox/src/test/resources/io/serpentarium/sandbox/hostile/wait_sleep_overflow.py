# attacks: the clock's arithmetic
# expect: raised OverflowError | raised ValueError | raised OSError
import time

time.sleep(2**63)
