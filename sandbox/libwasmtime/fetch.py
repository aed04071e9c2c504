"""Fetches the libwasmtime that libwasmtime.lock pins, checks its sha256 and puts it where the engine `ffm` looks.

Without --dest that is $SERPENTARIUM_CACHE/libwasmtime/VERSION-PLATFORM (SERPENTARIUM_CACHE: ~/.cache/serpentarium),
readable by its owner alone. A library that is there already is left alone, and no network is needed.
"""
import argparse
import hashlib
import os
import platform as machine
import stat
import sys
import tempfile
import zipfile

import lock as locks
import wheels

UNSUPPORTED, NO_PIP, NO_NETWORK, HASH_DIFFERS, DOWNLOAD, FOLDER = 3, 4, 5, 6, 7, 8
EXIT_CODES = '''exit codes:
  0  the library is there           4  no Python 3.8 or no pip        7  pip could not download it
  1  the lock cannot be read        5  the index cannot be reached    8  the folder cannot be used
  2  wrong arguments                6  a sha256 differs
  3  no library for this platform'''


class Failure(Exception):
    """Ends the program with one line and an exit code."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def this_platform():
    """The lock's name of this machine, as linux-x86_64; on Linux without glibc linux-musl-x86_64."""
    system = {'linux': 'linux', 'darwin': 'macos', 'win32': 'windows'}.get(sys.platform, sys.platform)
    processor = {'amd64': 'x86_64', 'arm64': 'aarch64'}.get(machine.machine().lower(), machine.machine().lower())
    return f'{system}-{processor}' if system != 'linux' or has_glibc() else f'linux-musl-{processor}'


def has_glibc():
    try:
        return (os.confstr('CS_GNU_LIBC_VERSION') or '').startswith('glibc')
    except (ValueError, OSError):
        return False


def cache_folder(version, platform):
    cache = os.environ.get('SERPENTARIUM_CACHE') or os.path.join(os.path.expanduser('~'), '.cache', 'serpentarium')
    return os.path.join(os.path.abspath(cache), 'libwasmtime', f'{version}-{platform}')


def make_private(folder):
    """Makes the folder and closes it to others, so that nobody else can put another library there."""
    os.umask(0o077)
    os.makedirs(folder, exist_ok=True)
    if os.name != 'posix':
        return
    status = os.stat(folder)
    if status.st_uid != os.geteuid():
        raise Failure(FOLDER, f'{folder} belongs to another user: set SERPENTARIUM_CACHE to a folder of your own')
    if stat.S_IMODE(status.st_mode) != 0o700:
        os.chmod(folder, 0o700)


def downloaded(version, library):
    """The library's bytes, out of a wheel whose sha256 pip has checked."""
    wanted = f'{locks.PACKAGE}=={version} --hash=sha256:{library.wheel_sha256}'
    with tempfile.TemporaryDirectory(prefix='libwasmtime-') as folder:
        try:
            wheel = wheels.download(wanted, [library.tag], folder)
        except wheels.PipMissing:
            raise Failure(NO_PIP, 'no pip found: install it (Debian, Ubuntu: the package python3-pip; '
                                  'elsewhere: python3 -m ensurepip)') from None
        except wheels.IndexUnreachable:
            raise Failure(NO_NETWORK, 'the package index cannot be reached: is there a network, and does pip '
                                      'need a proxy or an index of your own (PIP_INDEX_URL)?') from None
        except wheels.HashDiffers:
            raise Failure(HASH_DIFFERS, f'the wheel of {locks.PACKAGE} {version} for {library.platform} has another '
                                        f'sha256 than the lock says: nothing was kept of it') from None
        except wheels.DownloadFailed as failed:
            raise Failure(DOWNLOAD, f'pip could not download {locks.PACKAGE} {version} for {library.platform}: '
                                    f'{failed}') from None
        with zipfile.ZipFile(wheel) as archive:
            data = archive.read(library.path)
    if hashlib.sha256(data).hexdigest() != library.sha256:
        raise Failure(HASH_DIFFERS, f'{library.path} in the wheel has another sha256 than the lock says: '
                                    f'nothing was kept of it')
    return data


def fetch(lock, platform, dest):
    """Sees to it that the library is in its folder; returns its path and whether it was there already."""
    library = lock.libraries[platform]
    folder = os.path.abspath(dest) if dest else cache_folder(lock.version, platform)
    path = os.path.join(folder, library.file_name)
    try:
        if dest:
            os.makedirs(folder, exist_ok=True)
        else:
            make_private(folder)
        if locks.sha256(path) == library.sha256:
            return path, True
        locks.replace(path, downloaded(lock.version, library), 0o555 if dest else 0o500)
    except OSError as failed:
        raise Failure(FOLDER, f'{failed.filename or folder} cannot be used: {failed.strerror or failed}') from None
    return path, False


def arguments():
    parser = argparse.ArgumentParser(
        prog='fetch', description=__doc__, epilog=EXIT_CODES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--dest', metavar='DIR', help='put the library straight into DIR, readable by everybody')
    parser.add_argument('--platform', help='fetch for another platform than this machine, as linux-aarch64')
    parser.add_argument('--print', action='store_true', help="print the library's path, and fetch nothing")
    parser.add_argument('--lock', default=locks.PATH, help=argparse.SUPPRESS)
    return parser.parse_args()


def run(options):
    lock = locks.read(options.lock)
    platform = options.platform or this_platform()
    if platform not in lock.libraries:
        raise Failure(UNSUPPORTED, f'there is no libwasmtime for {platform}, only for '
                                   f'{", ".join(sorted(lock.libraries))}: use --engine=jni')
    if options.print:
        folder = os.path.abspath(options.dest) if options.dest else cache_folder(lock.version, platform)
        print(os.path.join(folder, lock.libraries[platform].file_name))
        return
    path, present = fetch(lock, platform, options.dest)
    print(f'libwasmtime {lock.version} for {platform} is {"there already" if present else "fetched"}: {path}')


def main():
    try:
        run(arguments())
    except Failure as failed:
        print(f'fetch: {failed}', file=sys.stderr)
        sys.exit(failed.code)
    except (locks.LockError, OSError) as failed:
        sys.exit(f'fetch: {failed}')


if __name__ == '__main__':
    main()
