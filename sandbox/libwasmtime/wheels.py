"""Downloads of wheels by the pip of this machine, with its settings: index, proxy, certificates."""
import importlib.util
import os
import re
import shutil
import subprocess
import sys

NETWORK = re.compile(
    'NewConnectionError|ConnectTimeout|ReadTimeout|ConnectionError|ConnectionReset|Connection refused|ProxyError|'
    'SSLError|SSLCertVerificationError|Name or service not known|name resolution|Network is unreachable|'
    'Max retries exceeded|Could not fetch URL|connection broken|timed out')
HASH = re.compile('DO NOT MATCH THE HASHES|HashMismatch')


class PipMissing(Exception):
    """There is no pip on this machine."""


class IndexUnreachable(Exception):
    """pip could not reach the package index."""


class HashDiffers(Exception):
    """The index gave other bytes than those asked for."""


class DownloadFailed(Exception):
    """pip failed otherwise; the message is its last line."""


def command():
    """How pip is called here; PipMissing where it cannot be."""
    if importlib.util.find_spec('pip'):
        return [sys.executable, '-m', 'pip']
    found = shutil.which('pip3') or shutil.which('pip')
    if not found:
        raise PipMissing
    return [found]


def _failure(output):
    if HASH.search(output):
        return HashDiffers()
    lines = [line for line in output.splitlines() if line.strip()]
    last = next((line for line in reversed(lines) if line.startswith('ERROR')), lines[-1] if lines else 'no message')
    return IndexUnreachable() if NETWORK.search(output) else DownloadFailed(last)


def download(requirement, tags, folder):
    """Downloads the one wheel of a requirement line, for any of the platform tags; returns its path in `folder`."""
    requirements = os.path.join(folder, 'requirements.txt')
    with open(requirements, 'w', encoding='utf-8') as file:
        file.write(requirement + '\n')
    # Verbose: otherwise pip says of an index out of reach only that there is no such version.
    arguments = [*command(), 'download', '-vv', '--no-input', '--disable-pip-version-check', '--no-deps',
                 '--only-binary=:all:', '--dest', folder, '--requirement', requirements]
    if '--hash=' in requirement:
        arguments.append('--require-hashes')
    for tag in tags:
        arguments += ['--platform', tag]
    environment = dict(os.environ, LC_ALL='C', PIP_REQUIRE_VIRTUALENV='0')
    done = subprocess.run(
        arguments, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding='utf-8', errors='replace', check=False)
    wheels = [name for name in os.listdir(folder) if name.endswith('.whl')]
    if done.returncode or len(wheels) != 1:
        raise _failure(done.stdout)
    return os.path.join(folder, wheels[0])
