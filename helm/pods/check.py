"""check.py IMAGE: two pods of the chart with Redis, as containers of IMAGE. What is run is read from the rendered manifest as a
kubelet reads it: users, rights, memory, environment, secrets, volumes, probes and the hook before the end."""
import contextlib
import json
import os
import pathlib
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

import yaml

IMAGE = sys.argv.pop()
CHART = pathlib.Path(__file__).resolve().parent.parent / 'serpentarium'
REDIS_IMAGE = 'serpentarium-local/redis'
REDIS_NAME = 'redis.data'
VALUES = {'replicaCount': 2, 'tenants': {'existingSecret': 'tenants'},
          'redis': {'enabled': True, 'host': REDIS_NAME, 'tls': False, 'existingSecret': 'redis', 'nodesSecret': 'nodes'}}
SUBNET = '10.214.77'
PATIENCE_SECONDS = 60


def docker(*arguments):
    done = subprocess.run(['docker', *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f'docker {arguments}: {done.stdout}{done.stderr}')
    return done.stdout.strip()


def render(folder):
    """The objects of the chart, by kind."""
    values = folder / 'values.json'
    values.write_text(json.dumps(VALUES))
    text = subprocess.run(['helm', 'template', 'check', CHART, '--kube-version', '1.37.0', '-f', values],
                          check=True, capture_output=True, text=True).stdout
    return {each['kind']: each for each in yaml.safe_load_all(text) if each}


class Secrets:
    """The secrets that a manifest names: the tenants', and random texts for all others."""

    def __init__(self, tenants):
        self.tenants = tenants
        self.texts = {}

    def text(self, name, key):
        return self.texts.setdefault((name, key), secrets.token_hex(16))

    def files(self, secret):
        return {item['path']: (self.tenants / item['key']).read_text() for item in secret['items']}


class Pod:
    """A container as a pod's specification asks for it."""

    def __init__(self, spec, address, folder, network, secret, configuration):
        self.spec, self.address, self.folder = spec, address, folder
        self.container, = spec['containers']
        self.ports = {each['name']: each['containerPort'] for each in self.container['ports']}
        self.secret, self.configuration = secret, configuration
        self.id = docker('create', '--network', network, '--ip', address, *self.rights(), *self.environment(), *self.volumes(), IMAGE)

    def rights(self):
        user, own = self.spec['securityContext'], self.container['securityContext']
        yield from ('--user', f'{user["runAsUser"]}:{user["runAsGroup"]}', '--group-add', user['fsGroup'])
        yield from ('--memory', self.container['resources']['limits']['memory'].removesuffix('i').lower())
        if own['readOnlyRootFilesystem']:
            yield '--read-only'
        if not own['allowPrivilegeEscalation']:
            yield from ('--security-opt', 'no-new-privileges')
        for each in own['capabilities']['drop']:
            yield from ('--cap-drop', each)

    def environment(self):
        known = {}
        for each in self.container['env']:
            value = re.sub(r'\$\((\w+)\)', lambda name: known[name[1]], self.value(each))
            known[each['name']] = value
            yield from ('-e', f'{each["name"]}={value}')

    def value(self, variable):
        if 'value' in variable:
            return variable['value']
        source = variable['valueFrom']
        if 'fieldRef' in source:
            return {'status.podIP': self.address}[source['fieldRef']['fieldPath']]
        return self.secret.text(source['secretKeyRef']['name'], source['secretKeyRef']['key'])

    def volumes(self):
        for volume in self.spec['volumes']:
            mount, = (each for each in self.container['volumeMounts'] if each['name'] == volume['name'])
            files = self.secret.files(volume['secret']) if 'secret' in volume else self.configuration
            folder = self.folder / volume['name']
            folder.mkdir(parents=True)
            for name, text in files.items():
                self.write(folder / name, text, volume.get('secret', {}).get('defaultMode', 0o644))
            yield from ('-v', f'{folder}:{mount["mountPath"]}' + (':ro' if mount.get('readOnly') else ''))

    def write(self, file, text, mode):
        file.write_text(text)
        os.chown(file, 0, self.spec['securityContext']['fsGroup'])
        file.chmod(mode)

    def start(self):
        """Starts it and waits as its startup probe does."""
        docker('start', self.id)
        probe = self.container['startupProbe']
        for _ in range(probe['failureThreshold']):
            if self.probe('startupProbe'):
                return
            time.sleep(probe['periodSeconds'])
        raise AssertionError(docker('logs', self.id))

    def probe(self, name):
        """Whether a probe succeeds now."""
        asked = self.container[name]
        port, path = self.ports[asked['httpGet']['port']], asked['httpGet']['path']
        try:
            with urllib.request.urlopen(f'http://{self.address}:{port}{path}', timeout=asked.get('timeoutSeconds', 1)):
                return True
        except OSError:
            return False

    def end(self):
        """Ends it as a kubelet does, and gives how long it had in spare, in seconds."""
        end = time.monotonic() + self.spec['terminationGracePeriodSeconds']
        time.sleep(self.container['lifecycle']['preStop']['sleep']['seconds'])
        docker('stop', '-t', round(end - time.monotonic()), self.id)
        return end - time.monotonic()

    def call(self, key, method, path, body=None):
        request = urllib.request.Request(
            f'http://{self.address}:{self.ports["http"]}{path}', json.dumps(body).encode() if body is not None else None,
            {'Authorization': f'Bearer {key}', 'Content-Type': 'application/json'}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return answer.status, json.loads(answer.read() or b'null')
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())


class Pods(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        tenants = folder / 'tenants'
        tenants.mkdir()
        tenants.chmod(0o777)
        made = docker('run', '--rm', '-v', f'{tenants}:/tenants', IMAGE, 'make-key', 'checked', '--file=/tenants/tenants.json')
        cls.key = made.split()[-1]
        objects = render(folder)
        spec = objects['Deployment']['spec']['template']['spec']
        network = docker('network', 'create', '--subnet', f'{SUBNET}.0/24', f'serpentarium-pods-{os.getpid()}')
        stack.callback(docker, 'network', 'rm', network)
        secret = Secrets(tenants)
        password = secret.text(VALUES['redis']['existingSecret'], 'password')
        redis = docker('run', '-d', '--network', network, '--network-alias', REDIS_NAME, REDIS_IMAGE, '--requirepass', password)
        stack.callback(docker, 'rm', '-f', redis)
        cls.pods = []
        for n in range(objects['Deployment']['spec']['replicas']):
            pod = Pod(spec, f'{SUBNET}.{10 + n}', folder / f'pod{n}', network, secret, objects['ConfigMap']['data'])
            stack.callback(docker, 'rm', '-f', pod.id)
            cls.pods.append(pod)
        for pod in cls.pods:
            pod.start()

    def execute(self, pod, session, code):
        """Does so again while no pod can do it, as clients do."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            status, answer = pod.call(self.key, 'POST', f'/v1/sessions/{session}/executions', {'code': code})
            if status == 200:
                return answer['result']
            self.assertEqual(status, 503, answer)
            self.assertLess(time.monotonic(), end, answer)
            time.sleep(0.1)

    def test_works_as_one_and_outlives_a_pod(self):
        first, second = self.pods
        for pod in self.pods:
            self.assertTrue(pod.probe('readinessProbe') and pod.probe('livenessProbe'))
        status, made = first.call(self.key, 'POST', '/v1/sessions', {})
        self.assertEqual(status, 201, made)
        self.execute(first, made['id'], 'x = 41')
        self.assertEqual(self.execute(second, made['id'], 'x + 1'), '42')

        spare = []
        ending = threading.Thread(target=lambda: spare.append(first.end()))
        ending.start()
        answered = 0
        while ending.is_alive():
            self.assertEqual(self.execute(second, made['id'], 'x'), '41')
            answered += 1
            time.sleep(0.05)
        self.assertGreater(spare[0], 0)
        self.assertIn(docker('inspect', '-f', '{{.State.ExitCode}}', first.id), ('0', '143'))
        self.assertEqual(self.execute(second, made['id'], 'x + 2'), '43')
        self.assertTrue(second.probe('readinessProbe') and second.probe('livenessProbe'))
        print(f'{answered} executions answered while the pod ended, {spare[0]:.0f} s before it would have been killed', file=sys.stderr)


if __name__ == '__main__':
    unittest.main(argv=sys.argv, verbosity=2)
