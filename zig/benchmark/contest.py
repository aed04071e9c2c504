"""Runs the set on every contestant, one after another in each round, and prints a table in Markdown.

    contest.py ROUNDS SET PROGRAMS NAME=COMMAND...

A COMMAND is split as a shell does; it says "ready", then takes requests in JSON, a line each, and answers "ok" or what
failed. What counts is the CPU time of its whole process. A first round is not counted.
"""
import json
import math
import os
import shlex
import statistics
import subprocess
import sys
import time


class Contestant:
    def __init__(self, name, command):
        self.name, self.seconds, self.failed = name, {}, set()
        self.process = subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        while (line := self.process.stdout.readline()) != 'ready\n':
            if not line:
                raise SystemExit(f'{name} does not start')

    def cpu_seconds(self):
        """Of all its threads: the clock of another process, as clock_getcpuclockid(3) numbers it."""
        return time.clock_gettime(~self.process.pid << 3 | 2)

    def take(self, label, request, counts):
        if label in self.failed:
            return
        before = self.cpu_seconds()
        self.process.stdin.write(json.dumps(request) + '\n')
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if answer != 'ok':
            print(f'{self.name}, {label}: {answer}', file=sys.stderr)
            self.failed.add(label)
        elif counts:
            self.seconds.setdefault(label, []).append(self.cpu_seconds() - before)

    def least(self, label):
        return min(self.seconds[label]) if label in self.seconds else None


def requests(programs, folder):
    """Label and request of each program."""
    with open(programs, encoding='utf-8') as file:
        for line in file:
            if not line.startswith('#'):
                name, loops, source, *arguments = line.split()
                path = source if '/' in source else f'{source}/run_benchmark.py'
                yield name, {'path': f'{folder}/{path}', 'loops': int(loops), 'arguments': arguments}


def row(label, cells):
    return f'| {label} | ' + ' | '.join(cells) + ' |'


def milliseconds(seconds):
    return '–' if seconds is None else f'{seconds * 1000:,.1f}'


def table(contestants, labels):
    names = [c.name for c in contestants]
    everywhere = [label for label in labels if all(label in c.seconds for c in contestants)]
    lines = [row('CPU ms, least', names), row('---', ['---:'] * len(names))]
    lines += [row(label, [milliseconds(c.least(label)) for c in contestants]) for label in labels]
    least = [sum(c.least(label) for label in everywhere) for c in contestants]
    median = [sum(statistics.median(c.seconds[label]) for label in everywhere) for c in contestants]
    lines += [row(f'all {len(everywhere)} that ran everywhere', map(milliseconds, least))]
    for other, name in enumerate(names[:2]):
        lines += [row(f'total × {name}, by minima', [f'{s / least[other]:.2f}' for s in least]),
                  row(f'total × {name}, by medians', [f'{s / median[other]:.2f}' for s in median])]
        ratios = [[c.least(label) / contestants[other].least(label) for label in everywhere] for c in contestants]
        lines += [row(f'geometric mean × {name}', [f'{math.exp(statistics.mean(map(math.log, r))):.2f}' for r in ratios]),
                  row(f'worst program × {name}', [f'{max(r):.2f}' for r in ratios])]
    return '\n'.join(lines)


def main(rounds, folder, programs, *commands):
    print(f'Load of the machine before it: {" ".join(f"{x:.1f}" for x in os.getloadavg())}; {rounds} rounds.\n')
    contestants = [Contestant(*command.split('=', 1)) for command in commands]
    labels = dict(requests(programs, folder))
    for number in range(int(rounds) + 1):
        print(f'round {number} of {rounds}', file=sys.stderr)
        for label, request in labels.items():
            for contestant in contestants:
                contestant.take(label, request, number > 0)
    print(table(contestants, labels))
    for contestant in contestants:
        contestant.process.kill()


if __name__ == '__main__':
    main(*sys.argv[1:])
