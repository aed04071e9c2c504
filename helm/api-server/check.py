"""check.py CRDS: drives the chart through its life against kube-apiserver and etcd, which it starts on loopback and ends.

CRDS is a file with the paths of custom resource definitions, one a line. helm, server (etcd) and kube-apiserver are on PATH.
"""
import contextlib
import json
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

CHART = pathlib.Path(__file__).parent.parent / 'serpentarium'
PORT = int(os.environ.get('API_SERVER_PORT', '18943'))
ETCD_PORT, PEER_PORT = PORT + 1, PORT + 2
TOKEN = 'a-token-of-this-run-only'
SPACE = 'serpentarium'
PATIENCE_SECONDS = 120
APIS = {'Deployment': ('apis/apps/v1', 'deployments'), 'Service': ('api/v1', 'services'),
        'ConfigMap': ('api/v1', 'configmaps'), 'ServiceAccount': ('api/v1', 'serviceaccounts'),
        'NetworkPolicy': ('apis/networking.k8s.io/v1', 'networkpolicies'),
        'PodDisruptionBudget': ('apis/policy/v1', 'poddisruptionbudgets'),
        'HorizontalPodAutoscaler': ('apis/autoscaling/v2', 'horizontalpodautoscalers'),
        'Ingress': ('apis/networking.k8s.io/v1', 'ingresses'),
        'HTTPRoute': ('apis/gateway.networking.k8s.io/v1', 'httproutes'),
        'ServiceMonitor': ('apis/monitoring.coreos.com/v1', 'servicemonitors'),
        'PrometheusRule': ('apis/monitoring.coreos.com/v1', 'prometheusrules'),
        'ScaledObject': ('apis/keda.sh/v1alpha1', 'scaledobjects')}


class Cluster:
    """An API server with nothing behind it: what is sent is checked, defaulted and kept, and no pod ever starts."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.processes = []
        self.tls = ssl.create_default_context()
        self.tls.check_hostname, self.tls.verify_mode = False, ssl.CERT_NONE

    def start(self):
        subprocess.run(['openssl', 'genrsa', '-out', self.folder / 'sa.key', '2048'], check=True, capture_output=True)
        (self.folder / 'tokens').write_text(f'{TOKEN},check,check,system:masters\n')
        self.run('server', f'--data-dir={self.folder}/etcd', f'--listen-client-urls=http://127.0.0.1:{ETCD_PORT}',
                 f'--advertise-client-urls=http://127.0.0.1:{ETCD_PORT}', f'--listen-peer-urls=http://127.0.0.1:{PEER_PORT}',
                 f'--initial-advertise-peer-urls=http://127.0.0.1:{PEER_PORT}',
                 f'--initial-cluster=default=http://127.0.0.1:{PEER_PORT}')
        self.run('kube-apiserver', f'--etcd-servers=http://127.0.0.1:{ETCD_PORT}', '--bind-address=127.0.0.1',
                 '--endpoint-reconciler-type=none', f'--secure-port={PORT}', f'--cert-dir={self.folder}/certificates',
                 f'--token-auth-file={self.folder}/tokens', '--authorization-mode=RBAC',
                 '--service-account-issuer=https://127.0.0.1', f'--service-account-key-file={self.folder}/sa.key',
                 f'--service-account-signing-key-file={self.folder}/sa.key', '--service-cluster-ip-range=10.99.0.0/24',
                 '--disable-admission-plugins=ServiceAccount')
        end = time.monotonic() + PATIENCE_SECONDS
        while self.status('readyz') != 200:
            if time.monotonic() > end or any(each.poll() is not None for each in self.processes):
                raise TimeoutError((self.folder / 'kube-apiserver.log').read_text()[-4000:])
            time.sleep(0.5)

    def run(self, program, *arguments):
        with open(self.folder / f'{program}.log', 'w') as log:
            self.processes.append(subprocess.Popen([shutil.which(program), *arguments], stdout=log, stderr=log))

    def stop(self):
        for process in reversed(self.processes):  # nothing of theirs is kept
            process.kill()
            process.wait(30)

    def call(self, path, body=None):
        request = urllib.request.Request(f'https://127.0.0.1:{PORT}/{path}', json.dumps(body).encode() if body else None)
        request.add_header('Authorization', f'Bearer {TOKEN}')
        request.add_header('Content-Type', 'application/json')
        with urllib.request.urlopen(request, context=self.tls, timeout=30) as answer:
            return json.loads(answer.read())

    def status(self, path):
        request = urllib.request.Request(f'https://127.0.0.1:{PORT}/{path}', headers={'Authorization': f'Bearer {TOKEN}'})
        try:
            with urllib.request.urlopen(request, context=self.tls, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def items(self, kind):
        group, plural = APIS[kind]
        found = self.call(f'{group}/namespaces/{SPACE}/{plural}?labelSelector=app.kubernetes.io/instance=python')
        return found['items']

    def helm(self, *arguments):
        return subprocess.run(
            ['helm', *arguments, '-n', SPACE, '--kube-apiserver', f'https://127.0.0.1:{PORT}', '--kube-token', TOKEN,
             '--kube-insecure-skip-tls-verify'], capture_output=True, text=True,
            env={**os.environ, 'KUBECONFIG': os.devnull, 'HELM_NAMESPACE': SPACE})


class Life(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        folder = pathlib.Path(cls.stack.enter_context(tempfile.TemporaryDirectory()))
        cls.cluster = Cluster(folder)
        cls.stack.callback(cls.cluster.stop)
        cls.addClassCleanup(cls.stack.close)
        cls.cluster.start()
        cls.cluster.call('api/v1/namespaces', {'metadata': {'name': SPACE, 'labels': {
            'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/enforce-version': 'latest'}}})
        definitions = folder / 'definitions'
        (definitions / 'crds').mkdir(parents=True)
        (definitions / 'Chart.yaml').write_text('apiVersion: v2\nname: definitions\nversion: 1.0.0\n')
        for path in CRDS.read_text().split():
            shutil.copy(path, definitions / 'crds')
        cls.helm('install', 'definitions', str(definitions))

    @classmethod
    def helm(cls, *arguments):
        done = cls.cluster.helm(*arguments)
        if done.returncode:
            raise AssertionError(f'helm {" ".join(arguments)}: {done.stderr}')
        if 'violate' in done.stderr or 'unknown field' in done.stderr:
            raise AssertionError(done.stderr)
        return done.stdout

    def values(self, name):
        return ['-f', str(CHART / 'ci' / f'{name}-values.yaml')]

    def deployment(self):
        return self.cluster.items('Deployment')[0]

    def test_1_every_value_set_is_taken(self):
        for values in sorted((CHART / 'ci').glob('*-values.yaml')):
            with self.subTest(values.name):
                started = time.monotonic()
                self.helm('install', 'python', str(CHART), '-f', str(values), '--dry-run=server')
                print(f'{values.name}: {time.monotonic() - started:.2f} s', file=sys.stderr)

    def test_2_is_installed(self):
        self.helm('install', 'python', str(CHART), *self.values('observability'))
        pod = self.deployment()['spec']['template']['spec']
        self.assertEqual(pod['terminationGracePeriodSeconds'], 50)
        self.assertEqual(pod['containers'][0]['lifecycle']['preStop'], {'sleep': {'seconds': 5}})
        self.assertEqual(len(self.cluster.items('ServiceMonitor')), 1)
        self.assertEqual(len(self.cluster.items('PrometheusRule')), 1)
        self.assertEqual(len(self.cluster.items('Service')), 2)

    def test_3_its_pods_are_restricted(self):
        pods = f'api/v1/namespaces/{SPACE}/pods?dryRun=All'
        pod = {'metadata': {'name': 'restricted'}, 'spec': self.deployment()['spec']['template']['spec']}
        self.cluster.call(pods, pod)
        pod['spec']['containers'][0]['securityContext']['allowPrivilegeEscalation'] = True
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.cluster.call(pods, pod)
        self.assertEqual(refused.exception.code, 403)

    def test_4_is_upgraded(self):
        self.helm('upgrade', 'python', str(CHART), *self.values('redis-hpa'))
        self.assertEqual(len(self.cluster.items('HorizontalPodAutoscaler')), 1)
        self.assertEqual(self.cluster.items('ServiceMonitor'), [])
        self.assertEqual(len(self.cluster.items('NetworkPolicy')[0]['spec']['egress']), 3)

    def test_5_is_upgraded_again(self):
        self.helm('upgrade', 'python', str(CHART), *self.values('gateway'))
        self.assertEqual(len(self.cluster.items('HTTPRoute')), 1)
        self.helm('upgrade', 'python', str(CHART), *self.values('keda'))
        self.assertEqual(len(self.cluster.items('ScaledObject')), 1)
        self.helm('upgrade', 'python', str(CHART), *self.values('ingress'))
        self.assertEqual(len(self.cluster.items('Ingress')), 1)

    def test_6_is_rolled_back(self):
        self.helm('rollback', 'python', '1')
        self.assertEqual(len(self.cluster.items('PrometheusRule')), 1)
        self.assertEqual(self.cluster.items('Ingress'), [])
        self.assertEqual(self.cluster.items('HorizontalPodAutoscaler'), [])

    def test_7_leaves_nothing_behind(self):
        self.helm('uninstall', 'python', '--cascade', 'background')
        for kind in APIS:
            with self.subTest(kind):
                self.assertEqual(self.cluster.items(kind), [])


if __name__ == '__main__':
    CRDS = pathlib.Path(sys.argv.pop())
    unittest.main(verbosity=2)
