"""Has nbclient, nbconvert's preprocessor and papermill run notebooks by the service, through Jupyter's gateway client."""

import pathlib
import sys

import nbformat
import papermill
from nbclient import NotebookClient
from nbconvert.preprocessors import ExecutePreprocessor

MANAGER = 'jupyter_server.gateway.managers.GatewayKernelManager'
#: Longer than that client waits for anything to come on its socket.
QUIET_SECONDS = 50


def notebook(*cells):
    made = nbformat.v4.new_notebook(
        metadata={'kernelspec': {'name': 'python3', 'display_name': 'Python 3', 'language': 'python'}}
    )
    made.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    return made


def shown(made):
    """What each cell shows, in short."""
    return [
        [
            output.get('text') or output.get('ename') or output['data'].get('text/html') or output['data']['text/plain']
            for output in cell.outputs
        ]
        for cell in made.cells
    ]


def check(name, found, expected):
    if found != expected:
        sys.exit(f'FAILED {name}: {found}')
    print('ok  ', name)


def main(folder):
    cells = (
        'x = 41\nprint("hi")',
        'x + 1',
        'from IPython.display import HTML\nHTML("<b>1</b>")',
        'import time; time.sleep(%d)\nx' % QUIET_SECONDS,
    )
    expected = [['hi\n'], ['42'], ['<b>1</b>'], ['41']]
    made = notebook(*cells)
    NotebookClient(made, kernel_manager_class=MANAGER, timeout=120).execute()
    check(f'nbclient, with a cell that is quiet for {QUIET_SECONDS} s', shown(made), expected)

    made = notebook('x = 1', 'x = 2\nimport os\nos.abort()', 'x', 'input()')
    NotebookClient(made, kernel_manager_class=MANAGER, timeout=60, allow_errors=True).execute()
    check('nbclient, a crash keeps the variables', shown(made), [[], ['Crashed'], ['1'], ['StdinNotImplementedError']])

    made = notebook(*cells[:3])
    ExecutePreprocessor(kernel_manager_class=MANAGER, timeout=60).preprocess(made, {})
    check('nbconvert', shown(made), expected[:3])

    source, target = folder / 'in.ipynb', folder / 'out.ipynb'
    nbformat.write(notebook(*cells[:3]), source)
    papermill.execute_notebook(str(source), str(target), kernel_manager_class=MANAGER, progress_bar=False)
    check('papermill', shown(nbformat.read(target, 4)), expected[:3])


main(pathlib.Path(sys.argv[1]))
