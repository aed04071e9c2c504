# attacks: the C stack with nested JSON
# expect: raised RecursionError
import json

json.loads("[" * 200_000)
