"""Pins another version of libwasmtime: downloads the wheels of all platforms, writes the lock anew, then fetches the
library, checks it against the list of affected versions and runs the sandbox's whole suite on both engines, the check
of the layouts among it. When a step fails the old lock is put back.

First bring `affected-versions` up to date: an advisory that is not on it stops nothing.
"""
import argparse
import os
import signal
import subprocess
import sys
import tempfile
from typing import List, NamedTuple

import affected
import lock as locks
import wheels

# What pip is asked for. The lock has the tag of the wheel that it found.
PLATFORMS = {
    'linux-x86_64': ('manylinux1_x86_64', 'manylinux2014_x86_64', 'manylinux_2_28_x86_64', 'manylinux_2_34_x86_64'),
    'linux-aarch64': ('manylinux2014_aarch64', 'manylinux_2_28_aarch64', 'manylinux_2_34_aarch64'),
    'macos-x86_64': ('macosx_10_13_x86_64', 'macosx_11_0_x86_64', 'macosx_12_0_x86_64'),
    'macos-aarch64': ('macosx_11_0_arm64', 'macosx_12_0_arm64', 'macosx_14_0_arm64'),
    'windows-x86_64': ('win_amd64',),
    'windows-aarch64': ('win_arm64',),
}
ROOT = os.path.dirname(os.path.dirname(locks.HERE))


class Step(NamedTuple):
    """A command that must succeed with the new lock in place."""
    name: str
    command: List[str]


STEPS = (
    Step('fetching the library', [os.path.join(locks.HERE, 'fetch')]),
    Step('checking the list of affected versions', [os.path.join(locks.HERE, 'check-affected')]),
    Step("running the sandbox's suite, with the check of the layouts",
         ['mvn', '-B', 'verify', '-pl', 'wasm-artifacts,sandbox']),
)


class BumpFailed(Exception):
    """The old lock stands; the message says why."""


def downloaded(version):
    """The lock of a version, from the wheels of all platforms as the index has them now."""
    libraries = {}
    for platform, tags in PLATFORMS.items():
        print(f'Downloading {version} for {platform}…', flush=True)
        with tempfile.TemporaryDirectory(prefix='libwasmtime-') as folder:
            try:
                wheel = wheels.download(f'{locks.PACKAGE}=={version}', tags, folder)
                libraries[platform] = locks.library_of(platform, wheel)
            except wheels.PipMissing:
                raise BumpFailed('no pip found (Debian, Ubuntu: the package python3-pip)') from None
            except wheels.IndexUnreachable:
                raise BumpFailed('the package index cannot be reached') from None
            except (wheels.DownloadFailed, locks.LockError) as failed:
                raise BumpFailed(f'no library of {version} for {platform}: {failed}') from None
    return locks.Lock(version, libraries)


def run(step):
    print(f'Now {step.name}…', flush=True)
    environment = dict(os.environ, SERPENTARIUM_REQUIRE_FFM='true')
    try:
        status = subprocess.run(step.command, cwd=ROOT, env=environment, check=False).returncode
    except OSError as failed:
        raise BumpFailed(f'{step.name} failed: {step.command[0]}: {failed.strerror}') from None
    if status:
        raise BumpFailed(f'{step.name} failed with exit code {status}')


def bump(lock, path, steps):
    """Writes the lock and runs the steps; whatever ends them early puts the old lock back."""
    with open(path, 'rb') as file:
        old = file.read()
    locks.replace(path, locks.text(lock).encode(), 0o644)
    try:
        for step in steps:
            run(step)
    except BaseException:
        locks.replace(path, old, 0o644)
        raise


def main():
    parser = argparse.ArgumentParser(
        prog='bump', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('version', help='as 50.0.1')
    version = parser.parse_args().version
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('bump: stopped; the old lock stands'))
    try:
        affected.number(version)
        before = locks.read().version
        bump(downloaded(version), locks.PATH, STEPS)
    except KeyboardInterrupt:
        sys.exit('bump: interrupted; the old lock stands')
    except (BumpFailed, affected.ListError, locks.LockError, OSError) as failed:
        sys.exit(f'bump: {failed}; the old lock stands')
    print(f'libwasmtime is now pinned at {version} (before: {before}). Name it in SECURITY.md and '
          'README.md too, and commit.')


if __name__ == '__main__':
    main()
