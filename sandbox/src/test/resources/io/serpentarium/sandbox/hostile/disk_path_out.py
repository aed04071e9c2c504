# attacks: the host's files by paths that lead up and out
# expect: raised FileNotFoundError
open("../" * 500 + "proc/self/environ").read()
