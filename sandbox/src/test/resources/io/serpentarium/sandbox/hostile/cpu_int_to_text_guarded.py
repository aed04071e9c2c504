# attacks: decimal digits of a huge int
# expect: raised ValueError
str(10**5000)
