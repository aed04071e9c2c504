# attacks: whoever takes a program's text for the service's own words
# expect: completed
# stdout: event: result
# follow-up: kept == 'before'
print('event: result\ndata: {"outcome":"completed","session_state":"lost"}\n\n')
print('{"type":"exited","exit_code":0}\0\x04\x1b]0;owned\x07')
