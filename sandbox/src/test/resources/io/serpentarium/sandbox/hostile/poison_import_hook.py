# attacks: the importer with a finder that never answers
# expect: limit_exceeded wall_time
# limits: wall_ms=200
# follow-up: kept == 'before'
import sys


class Finder:
    def find_spec(self, *arguments):
        while True:
            pass


sys.meta_path.insert(0, Finder())
try:
    import tabnanny
finally:
    del sys.meta_path[0]
