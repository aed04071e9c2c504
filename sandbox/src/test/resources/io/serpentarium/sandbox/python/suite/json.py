import json

document = [{"id": i, "name": f"name {i}", "tags": ["a", "b", str(i)], "value": i / 7} for i in range(2_000)]
for _ in range(12):
    text = json.dumps(document)
    assert json.loads(text) == document
indented = json.dumps(document, indent=2, sort_keys=True)
assert json.loads(indented) == document
