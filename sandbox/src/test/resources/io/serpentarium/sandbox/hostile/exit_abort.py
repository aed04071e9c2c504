# attacks: the process, by abort
# expect: crashed
# session: rolled_back
import os

os.abort()
