# attacks: the file system with a name of a megabyte
# expect: raised OSError
open("n" * 1_000_000, "w")
