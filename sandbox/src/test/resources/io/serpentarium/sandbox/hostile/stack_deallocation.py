# attacks: the C stack with the release of a deep chain
# expect: completed 'released'
# limits: memory_mb=96
x = None
for _ in range(500_000):
    x = (x,)
del x


class Link:
    pass


head = None
for _ in range(100_000):
    link = Link()
    link.next = head
    head = link
del link, head
"released"
