# attacks: the end of an execution with a flush that never ends
# expect: limit_exceeded wall_time
# limits: wall_ms=300
# session: any
import sys


class Bad:
    def write(self, text):
        return len(text)

    def flush(self):
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass


sys.stdout = sys.stderr = Bad()
