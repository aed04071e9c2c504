"""Services and their companions as processes of the scripts here, and what they take of the machine."""
import contextlib
import os
import pathlib
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
JAR = ROOT / 'service/target/serpentarium-service.jar'
READY_SECONDS = 120


def java():
    """The path of the java that runs the service."""
    home = os.environ.get('JAVA_HOME') or subprocess.run(
        [ROOT / '.mvn/find-jdk'], check=True, capture_output=True, text=True).stdout.strip()
    return f'{home}/bin/java'


def make_key(tenant, table, jar=JAR):
    """Adds a tenant to a file of tenants, and returns its key."""
    made = subprocess.run([java(), '-jar', jar, 'make-key', tenant, f'--file={table}'], capture_output=True, text=True)
    return made.stdout.split()[-1] if made.returncode == 0 else sys.exit(made.stderr)


def start(stack, command, log):
    """Starts a process, whose output goes to a file, until the stack is closed."""
    process = subprocess.Popen(command, stdout=stack.enter_context(open(log, 'w')), stderr=subprocess.STDOUT)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    return process


def await_ready(process, url):
    """Waits until a URL answers with a status of success, and ends this script if it never does."""
    end = time.monotonic() + READY_SECONDS
    while True:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit(f'{url} does not answer')
        time.sleep(0.05)


def family(pid):
    """The process and all below it, whichever of its threads has started them."""
    children = [child for task in pathlib.Path(f'/proc/{pid}/task').glob('*/children') for child in read(task).split()]
    return [pid, *(each for child in children for each in family(int(child)))]


def read(file):
    """The text of a file of the kernel's; empty when what it tells of is gone."""
    with contextlib.suppress(OSError):
        return file.read_text()
    return ''


def memory(pid):
    """The bytes that a process and all below it have, each with its share of what they share."""
    total = 0
    for each in family(pid):
        with contextlib.suppress(OSError):
            lines = pathlib.Path(f'/proc/{each}/smaps_rollup').read_text().splitlines()
            total += next(int(line.split()[1]) << 10 for line in lines if line.startswith('Pss:'))
    return total
