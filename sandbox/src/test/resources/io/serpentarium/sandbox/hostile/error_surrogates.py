# attacks: the answer with half characters and null bytes
# expect: raised ValueError
# follow-up: kept == 'before'
raise ValueError("\ud800\udfff\0\udcff" * 10)
