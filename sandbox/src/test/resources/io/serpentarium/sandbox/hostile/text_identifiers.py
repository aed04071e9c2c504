# attacks: the parser with names that look alike and lines without end
# expect: completed 3
ª, ℌ = 1, 2
exec("𝔵 = 0;" * 2000)
a + H
