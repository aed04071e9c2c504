# attacks: the parser with a declared encoding
# expect: completed | raised SyntaxError
# -*- coding: utf-7 -*-
exec(b"# -*- coding: utf-7 -*-\n+AAo-print('injected')")
