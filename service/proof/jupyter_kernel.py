"""Runs jupyter_kernel_test's own tests against a kernel of the service, in one of the two framings."""

import os
import unittest

import jupyter_kernel_test
from jupyter_kernel_client import KernelHttpManager
from jupyter_kernel_client.wsclient import JupyterSubprotocol, WSSession


class NamedSession(WSSession):
    """That client's log names a message's channel, which it puts into none of the framing v1 (1.0.2)."""

    def deserialize(self, *parts, **settings):
        return {**super().deserialize(*parts, **settings), 'channel': ''}


class KernelTest(jupyter_kernel_test.KernelTests):
    kernel_name = 'python3'
    language_name = 'python'
    file_extension = '.py'
    code_hello_world = "print('hello, world')"
    code_stderr = "import sys; print('test', file=sys.stderr)"
    completion_samples = [{'text': 'zi', 'matches': {'zip'}}, {'text': 'import stati', 'matches': {'statistics'}}]
    complete_code_samples = ['1', "print('hello, world')", 'def f(x):\n  return x*2\n\n\n']
    incomplete_code_samples = ["print('''hello", 'def f(x):\n  x*2']
    invalid_code_samples = ['import = 7q']
    code_page_something = 'zip?'
    code_generate_error = 'raise'
    code_execute_result = [{'code': '1+2+3', 'result': '6'}, {'code': '[n*n for n in range(1, 4)]', 'result': '[1, 4, 9]'}]
    code_display_data = [
        {'code': "from IPython.display import HTML, display; display(HTML('<b>test</b>'))", 'mime': 'text/html'},
        {'code': "from IPython.display import Math, display; display(Math('x'))", 'mime': 'text/latex'},
    ]
    code_history_pattern = '1?2*'
    supported_history_operations = ('tail', 'range', 'search')
    code_inspect_sample = 'zip'
    code_clear_output = 'from IPython.display import clear_output; clear_output()'

    @classmethod
    def setUpClass(cls):
        framing = JupyterSubprotocol.V1 if os.environ['FRAMING'] == 'v1' else JupyterSubprotocol.DEFAULT
        cls.km = KernelHttpManager(
            server_url=os.environ['URL'], token=os.environ['TOKEN'], client_kwargs={'subprotocol': framing}
        )
        cls.km.start_kernel(name='python3')
        cls.kc = cls.km.client
        cls.kc.session.__class__ = NamedSession
        cls.kc.start_channels()
        cls.kc.wait_for_ready(timeout=20)

    @classmethod
    def tearDownClass(cls):
        cls.kc.stop_channels()
        cls.km.shutdown_kernel(now=True)


unittest.main(verbosity=1)
