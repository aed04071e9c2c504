# attacks: a guest with a queue that nobody fills
# expect: limit_exceeded wall_time | raised RuntimeError
# limits: wall_ms=300
# session: any
import queue

queue.Queue().get()
