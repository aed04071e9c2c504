# attacks: a guest with a lock that nobody else can release
# expect: limit_exceeded wall_time | raised RuntimeError | completed
# limits: wall_ms=300
# session: any
import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()
