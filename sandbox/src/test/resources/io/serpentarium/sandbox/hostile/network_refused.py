# attacks: the network that the host is on
# expect: completed 'refused'
import socket

refused = 0
attempts = [
    lambda: socket.socket().connect(("127.0.0.1", 8080)),
    lambda: socket.create_connection(("169.254.169.254", 80), 1),
    lambda: socket.getaddrinfo("localhost", 80),
    lambda: socket.socket().bind(("0.0.0.0", 0)),
    lambda: socket.fromfd(3, socket.AF_INET, socket.SOCK_STREAM).accept(),
]
for attempt in attempts:
    try:
        attempt()
    except (OSError, AttributeError):
        refused += 1
"refused" if refused == len(attempts) else refused
