# attacks: the C stack with a deep value for JSON
# expect: raised RecursionError
import json

x = []
for _ in range(100_000):
    x = [x]
json.dumps(x)
