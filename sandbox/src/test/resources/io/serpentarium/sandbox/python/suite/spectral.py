def entry(i, j):
    return 1 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector):
    return [sum([entry(i, j) * v for j, v in enumerate(vector)]) for i in range(len(vector))]


def transposed(vector):
    return [sum([entry(j, i) * v for j, v in enumerate(vector)]) for i in range(len(vector))]


u = [1.0] * 150
for _ in range(5):
    v = transposed(times(u))
    u = transposed(times(v))
norm = (sum(a * b for a, b in zip(u, v)) / sum(b * b for b in v)) ** 0.5
assert abs(norm - 1.274) < 0.001
