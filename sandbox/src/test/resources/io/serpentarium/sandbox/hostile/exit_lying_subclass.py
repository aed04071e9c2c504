# attacks: the end of an execution with an exit whose code is a trap
# expect: exited 1
class Lying(SystemExit):
    @property
    def code(self):
        raise ValueError("no code")


raise Lying(7)
