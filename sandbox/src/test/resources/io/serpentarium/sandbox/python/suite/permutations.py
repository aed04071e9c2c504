def most_flips(n):
    order, counts, most = list(range(n)), list(range(1, n + 1)), 0
    level = n
    while True:
        while level != 1:
            counts[level - 1] = level
            level -= 1
        flips, stack = 0, order[:]
        while stack[0]:
            first = stack[0]
            stack[:first + 1] = stack[first::-1]
            flips += 1
        most = max(most, flips)
        while True:
            if level == n:
                return most
            order.insert(level, order.pop(0))
            counts[level] -= 1
            if counts[level] > 0:
                break
            level += 1


assert most_flips(9) == 30
