from math import sqrt

bodies = [[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.5], [4.8, -1.2, -0.1, 0.6, 2.8, -0.02, 0.04],
          [8.3, 4.1, -0.4, -1.0, 1.8, 0.008, 0.01], [12.9, -15.1, -0.2, 1.1, 0.9, -0.01, 0.002],
          [15.4, -25.9, 0.2, 1.0, 0.6, -0.03, 0.002]]
pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
for step in range(8_000):
    for a, b in pairs:
        x, y, z = a[0] - b[0], a[1] - b[1], a[2] - b[2]
        squared = x * x + y * y + z * z
        pull = 0.01 / (squared * sqrt(squared))
        for axis, distance in (3, x), (4, y), (5, z):
            a[axis] -= distance * b[6] * pull
            b[axis] += distance * a[6] * pull
    for body in bodies:
        for axis in 0, 1, 2:
            body[axis] += 0.01 * body[axis + 3]
assert all(coordinate == coordinate for body in bodies for coordinate in body)
