"""smoke.py IMAGE: starts the image with all rights taken away and tests it from outside: how soon it is ready, that it runs
Python, keeps a session, interrupts, can be told to end, and holds what it should."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

IMAGE = sys.argv.pop()
READY_SECONDS = 3
PATIENCE_SECONDS = 60
HARDENED = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--memory', '1g',
            '--pids-limit', '512']
QUIET = os.environ.get('SERPENTARIUM_QUIET') == 'true'


def docker(*arguments):
    return subprocess.run(['docker', *arguments], check=True, capture_output=True, text=True).stdout.strip()


class Image(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        os.chmod(cls.folder.name, 0o777)
        cls.key = docker('run', '--rm', *HARDENED, '-v', f'{cls.folder.name}:/tenants', IMAGE,
                         'make-key', 'smoke', '--file=/tenants/tenants.json').splitlines()[-1]
        cls.container = docker(
            'create', *HARDENED, '-v', f'{cls.folder.name}:/tenants:ro', '-p', '127.0.0.1::8080', '-p', '127.0.0.1::8081',
            '-e', 'SERPENTARIUM_TENANTS_FILE=/tenants/tenants.json', '-e', 'SERVER_ADDRESS=0.0.0.0',
            '-e', 'MANAGEMENT_SERVER_ADDRESS=0.0.0.0', IMAGE)
        started = time.monotonic()
        docker('start', cls.container)
        cls.base = 'http://' + docker('port', cls.container, '8080').splitlines()[0]
        cls.management = 'http://' + docker('port', cls.container, '8081').splitlines()[0]
        cls.await_ready()
        cls.seconds = time.monotonic() - started

    @classmethod
    def tearDownClass(cls):
        print(docker('logs', cls.container)[-4000:], file=sys.stderr) if cls.failed else None
        docker('rm', '-f', cls.container)
        cls.folder.cleanup()

    failed = False

    def run(self, result=None):
        super().run(result)
        Image.failed = Image.failed or bool(result.failures or result.errors)

    @classmethod
    def await_ready(cls):
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return urllib.request.urlopen(cls.management + '/readyz', timeout=5)
            except OSError:
                if time.monotonic() > end:
                    print(docker('logs', cls.container), file=sys.stderr)
                    raise
                time.sleep(0.02)

    def call(self, method, path, body=None, key=None):
        request = urllib.request.Request(self.base + path, method=method, data=json.dumps(body).encode() if body is not None
                                         else None)
        request.add_header('Authorization', f'Bearer {key or self.key}')
        request.add_header('Content-Type', 'application/json')
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return answer.status, json.loads(answer.read() or b'null')
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())

    def test_is_ready_soon(self):
        print(f'ready {self.seconds:.2f} s after docker start', file=sys.stderr)
        if QUIET:
            self.assertLess(self.seconds, READY_SECONDS)

    def test_compiles_nothing_at_its_start(self):
        self.assertNotIn('compiled anew', docker('logs', self.container))

    def test_runs_python_on_libwasmtime(self):
        status, answer = self.call('POST', '/v1/executions', {'code': 'import sys; print(sys.platform)'})
        self.assertEqual((status, answer['stdout']), (200, 'wasi\n'))
        self.assertEqual(self.call('GET', '/v1/info')[1]['engine']['name'], 'ffm')

    def test_keeps_sessions_forks_and_rolls_back(self):
        _, session = self.call('POST', '/v1/sessions', {})
        path = f'/v1/sessions/{session["id"]}'
        self.call('POST', path + '/executions', {'code': 'x = 20'})
        _, crash = self.call('POST', path + '/executions', {'code': 'x = 0; import os; os.abort()'})
        self.assertEqual((crash['status'], crash['session_state']), ('crashed', 'rolled_back'))
        _, forks = self.call('POST', path + '/fork', {'count': 1})
        _, answer = self.call('POST', f'/v1/sessions/{forks["items"][0]["id"]}/executions', {'code': 'x + 1'})
        self.assertEqual(answer['result'], '21')

    def test_stops_what_runs_too_long(self):
        _, answer = self.call('POST', '/v1/executions', {'code': 'while True: pass', 'limits': {'wall_time_ms': 200}})
        self.assertEqual((answer['status'], answer['limit']), ('limit_exceeded', 'wall_time'))

    def test_compresses_a_snapshot(self):
        _, session = self.call('POST', '/v1/sessions', {})
        status, _ = self.call('POST', f'/v1/sessions/{session["id"]}/snapshots')
        self.assertEqual(status, 201)

    def test_lets_nobody_in_without_a_key(self):
        self.assertEqual(self.call('GET', '/v1/sessions', key='wrong')[0], 401)

    def test_finds_itself_healthy(self):
        health = json.loads(docker('inspect', '-f', '{{json .Config.Healthcheck.Test}}', self.container))
        self.assertIn('answers as it should', docker('exec', self.container, *health[1:]))

    def test_tells_what_is_in_it(self):
        with tempfile.TemporaryDirectory() as folder:
            docker('cp', f'{self.container}:/app/notices', folder)
            notices = pathlib.Path(folder) / 'notices'
            bill = json.loads((notices / 'application.cdx.json').read_text())
            self.assertEqual(bill['bomFormat'], 'CycloneDX')
            self.assertIn('spring-boot', {each['name'] for each in bill['components']})
            self.assertIn('CPython', (notices / 'THIRD_PARTY_NOTICES.md').read_text())

    def test_zz_ends_when_told(self):
        docker('stop', '-t', '30', self.container)
        self.assertIn(docker('inspect', '-f', '{{.State.ExitCode}}', self.container), ('0', '143'))


if __name__ == '__main__':
    unittest.main(argv=sys.argv, verbosity=2)
