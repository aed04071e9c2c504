counts = {}
words = [f"word{i * 7919 % 5003}" for i in range(20_000)]
for _ in range(12):
    for word in words:
        counts[word] = counts.get(word, 0) + len(word)
text = " ".join(counts)
for _ in range(6):
    longest = max(text.split(), key=len)
    text = text.replace("word", "w0rd").upper().lower()
assert len(counts) == 5003 and len(longest) == 8
