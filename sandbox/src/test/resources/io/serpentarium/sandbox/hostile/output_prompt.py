# attacks: the host with a prompt of a megabyte
# expect: raised EOFError | limit_exceeded output
input("p" * 1_000_000)
