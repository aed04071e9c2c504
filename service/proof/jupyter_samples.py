"""Runs nbclient's own sample notebooks by ipykernel and by the service, and compares what each cell shows."""

import os
import pathlib
import re
import sys
import tempfile
import urllib.request

import nbformat
from jupyter_server.gateway.managers import GatewayKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

#: Widgets need a channel of their own between page and kernel, which the service does not offer.
LEFT_OUT = {'JupyterWidgets.ipynb', 'Output.ipynb'}
#: How they differ, and why; service/DOORS.md tells of it. One that does not differ fails as well.
KNOWN = {
    'Autokill.ipynb': 'a kernel that dies keeps its variables here',
    'Parallel Execute A.ipynb': 'two kernels talk by files of one machine',
    'Parallel Execute B.ipynb': 'two kernels talk by files of one machine',
    'update-display-id.ipynb': 'it writes to the sockets of ipykernel itself',
}
NOISE = (
    (re.compile(r'\x1b\[[0-9;]*m'), ''),
    (re.compile(r'0x[0-9a-f]+'), '0x0'),
    (re.compile(r'/tmp/ipykernel_\d+/\d+\.py|<ipython-input-[^>]+>|<cell \d+>|Cell In\[\d+\]'), 'CELL'),
    (re.compile(r'\d{4}-\d\d-\d\d[ T][\d:.]+'), 'TIME'),
)


class Manager(GatewayKernelManager):
    """Starts kernels with the files that lie beside the notebooks, which the service does not see."""

    files = ()

    async def start_kernel(self, **settings):
        await super().start_kernel(**settings)
        session = 'ses_' + self.kernel_id.replace('-', '')
        for path in self.files:
            address = f'{os.environ["JUPYTER_GATEWAY_URL"]}/v1/sessions/{session}/files/{path.name}'
            request = urllib.request.Request(address, path.read_bytes(), method='PUT')
            key = os.environ.get('JUPYTER_GATEWAY_AUTH_TOKEN')
            if key:
                request.add_header('Authorization', f'Bearer {key}')
            urllib.request.urlopen(request).close()

    async def _async_is_alive(self):
        """Jupyter's own (2.21.1) asks for a process here, so that nbclient fails once a cell has used up its time."""
        return await self.is_alive()


def plain(text):
    for pattern, word in NOISE:
        text = pattern.sub(word, text)
    return text.strip()


def shown(made):
    """What each cell shows; of tracebacks the exception."""
    return [[one(each) for each in cell.get('outputs', ()) if not is_warning(each)] for cell in made.cells]


def is_warning(output):
    """Whether this is Python's word on what its version deprecates: ipykernel's may be another one."""
    return output['output_type'] == 'stream' and 'DeprecationWarning: ' in output['text']


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
            made, timeout=10, allow_errors=True, interrupt_on_timeout=True, resources={'metadata': {'path': str(path.parent)}}, **settings
        ).execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as failure:
        return type(failure).__name__, shown(made)
    return 'done', shown(made)


def main(folder):
    equal = failed = 0
    os.environ['NBEXECUTE_TEST_PARALLEL_TMPDIR'] = tempfile.mkdtemp()
    Manager.files = [path for path in folder.iterdir() if path.suffix != '.ipynb']
    paths = sorted(path for path in folder.glob('*.ipynb') if path.name not in LEFT_OUT)
    for path in paths:
        theirs = run(path)
        ours = run(path, kernel_manager_class=Manager)
        if theirs == ours:
            equal += 1
            failed += path.name in KNOWN
            print('FAILED, since it is listed,' if path.name in KNOWN else 'ok  ', 'equal to ipykernel:', path.name)
        elif path.name in KNOWN:
            print(f'ok   differs, {KNOWN[path.name]}:', path.name)
        else:
            failed += 1
            print('FAILED', path.name, '\n  ipykernel', theirs, '\n  here     ', ours)
    print(f'{equal} of {len(paths)} notebooks show the very same')
    sys.exit(1 if failed else 0)


main(pathlib.Path(sys.argv[1]))
