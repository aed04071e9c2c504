# attacks: the inode limit with empty files
# expect: raised OSError
# follow-up: kept == 'before'
for i in range(1_000_000):
    open(f"f{i}", "w").close()
