# attacks: the encoder with half characters
# expect: completed | raised UnicodeEncodeError
print("\ud800 \udcff \udfff")
