# attacks: the answer with a traceback that points into the host's files
# expect: raised RuntimeError
# follow-up: kept == 'before'
code = compile("\n" * 5 + "raise RuntimeError('forged')", "/etc/passwd", "exec")
exec(code.replace(co_firstlineno=1))
