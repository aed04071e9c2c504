"""Runs nbclient's own sample notebooks by ipykernel and by the service, and compares what each cell shows."""

import pathlib
import re
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

MANAGER = 'jupyter_server.gateway.managers.GatewayKernelManager'
#: Widgets need a channel of their own between page and kernel, which the service does not offer.
LEFT_OUT = {'JupyterWidgets.ipynb', 'Other Comms.ipynb'}
#: How they may differ, and why; service/DOORS.md tells of it.
KNOWN = {
    'Autokill.ipynb': 'a kernel that dies keeps its variables here',
    'Parallel Execute A.ipynb': 'two kernels talk by files of one machine',
    'Parallel Execute B.ipynb': 'two kernels talk by files of one machine',
}
NOISE = (
    (re.compile(r'\x1b\[[0-9;]*m'), ''),
    (re.compile(r'0x[0-9a-f]+'), '0x0'),
    (re.compile(r'/tmp/ipykernel_\d+/\d+\.py|<ipython-input-[^>]+>|<cell \d+>|Cell In\[\d+\]'), 'CELL'),
    (re.compile(r'\d{4}-\d\d-\d\d[ T][\d:.]+'), 'TIME'),
)


def plain(text):
    for pattern, word in NOISE:
        text = pattern.sub(word, text)
    return text.strip()


def shown(made):
    """What each cell shows; of tracebacks the exception."""
    return [[one(output) for output in cell.get('outputs', ())] for cell in made.cells]


def one(output):
    kind = output['output_type']
    if kind == 'stream':
        return kind, output['name'], plain(output['text'])
    if kind == 'error':
        return kind, output['ename'], plain(output['evalue'])
    return kind, {mime: plain(value) if isinstance(value, str) else value for mime, value in output['data'].items()}


def run(path, **settings):
    made = nbformat.read(path, 4)
    made.metadata['kernelspec'] = {'name': 'python3', 'display_name': 'Python 3', 'language': 'python'}
    try:
        NotebookClient(
            made, timeout=20, allow_errors=True, interrupt_on_timeout=True, resources={'metadata': {'path': str(path.parent)}}, **settings
        ).execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as failure:
        return type(failure).__name__, shown(made)
    return 'done', shown(made)


def main(folder):
    equal = failed = 0
    paths = sorted(path for path in folder.glob('*.ipynb') if path.name not in LEFT_OUT)
    for path in paths:
        theirs = run(path)
        ours = run(path, kernel_manager_class=MANAGER)
        if theirs == ours:
            equal += 1
            print('ok   equal to ipykernel:', path.name)
        elif path.name in KNOWN:
            print(f'ok   differs, {KNOWN[path.name]}:', path.name)
        else:
            failed += 1
            print('FAILED', path.name, '\n  ipykernel', theirs, '\n  here     ', ours)
    print(f'{equal} of {len(paths)} notebooks show the very same')
    sys.exit(1 if failed else 0)


main(pathlib.Path(sys.argv[1]))
