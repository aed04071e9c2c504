import re

line = "2026-11-24T02:03:04Z host-17 worker[4711]: GET /v1/sessions/42?verbose=true took 17.25 ms"
pattern = re.compile(r"(\d{4})-(\d\d)-(\d\d)T\S+ (\w+-\d+) (\w+)\[(\d+)\]: (GET|POST) (\S+) took ([\d.]+) ms")
found = 0
for _ in range(30_000):
    found += float(pattern.match(line)[9]) > 17
text = "\n".join([line] * 1_500)
for _ in range(15):
    found += len(re.findall(r"\b[a-z]+\b|\d+(?:\.\d+)?", text))
    found += len(re.sub(r"(?<=host-)\d+", "0", text)) > 0
assert found > 30_000
