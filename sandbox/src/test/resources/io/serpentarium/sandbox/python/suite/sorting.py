values = [i * 1_103_515_245 % 2_147_483_648 for i in range(120_000)]
for _ in range(2):
    assert sorted(values)[0] == 0
by_text = sorted(values[:60_000], key=str)
pairs = sorted((value % 100, value) for value in values[:60_000])
assert by_text[0] == 0 and pairs[0] == (0, 0)
