"""What pyperformance's programs ask of pyperf: each benchmark runs a given number of times, in this very process."""
import argparse

loops = 1


def perf_counter():
    """Nothing: the contest measures from outside, and asking for the time costs a call of the host."""
    return 0.0


def python_implementation():
    return 'cpython'


def finish(coroutine):
    """Runs one that waits for nothing outside, without an event loop: Pyodide's cannot run until something is complete."""
    try:
        while True:
            coroutine.send(None)
    except StopIteration:
        pass


class Runner:
    def __init__(self, **options):
        self.metadata = {}
        self.argparser = argparse.ArgumentParser()
        self.args = None

    def parse_args(self):
        self.args = self.argparser.parse_args()
        return self.args

    def bench_func(self, name, function, *arguments, inner_loops=1):
        for _ in range(loops):
            function(*arguments)

    def bench_time_func(self, name, function, *arguments, inner_loops=1):
        function(loops, *arguments)

    def bench_async_func(self, name, function, *arguments):
        for _ in range(loops):
            finish(function(*arguments))
