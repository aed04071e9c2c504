"""Child processes for `subprocess`: the host runs Python programs, one at a time, while this one waits.

A child starts when something wants of it what only a run gives: its end, its output. It sees this program's files; its pipes are
files without a name.
"""
import errno
import io
import os
import stat
import sys
import weakref
from itertools import count

DEVICE = '/dev/process'
MAGIC = 0x316e7572
MOST_BYTES = 65_535

NAMES = frozenset(('python', 'python3', 'python3.13'))
FOLDERS = frozenset(('', '/bin', '/usr/bin', '/usr/local/bin', '/lib/python3.13/bin'))
ENV = frozenset(('env', '/bin/env', '/usr/bin/env'))

SIGKILL = 9
# Signals that a process ignores, or that stop it.
_NOT_FATAL = frozenset((0, 17, 18, 19, 20, 21, 22, 23, 28))

_EXITED, _KILLED, _TIMED_OUT, _REFUSED = range(4)
_REFUSALS = (
    (errno.ENOMEM, 'no memory is left for a child process'),
    (errno.EAGAIN, 'too many child processes'),
    (errno.EAGAIN, 'no child process can be started at this time'),
    (errno.ENOTSUP, f'{sys.platform} does not support processes.'),
)

_pids = count(os.getpid() + 1)
_pipes = count()


def pipe():
    """The two ends of a file without a name: the first reads what is written to the second."""
    path = f'/tmp/.pipe-{next(_pipes)}'
    writer = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
    try:
        return os.open(path, os.O_RDONLY), writer
    except OSError:
        os.close(writer)
        raise
    finally:
        os.unlink(path)


class _Output(io.FileIO):
    """The end of a pipe from which a child's output is read: whoever reads has the child run."""

    def __init__(self, descriptor, process):
        super().__init__(descriptor, 'rb')
        self._process = weakref.ref(process)

    def _wait(self):
        process = self._process()
        if process is not None and process._child_created:
            process._finish()

    def readinto(self, buffer):
        self._wait()
        return super().readinto(buffer)

    def read(self, size=-1):
        self._wait()
        return super().read(size)

    def readall(self):
        self._wait()
        return super().readall()

    def fileno(self):
        self._wait()
        return super().fileno()

    def seekable(self):
        return False


# The rest are methods of subprocess.Popen.


def _open_output(self, descriptor, bufsize):
    raw = _Output(descriptor, self)
    return raw if bufsize == 0 else io.BufferedReader(raw, bufsize if bufsize > 1 else io.DEFAULT_BUFFER_SIZE)


def _execute_child(self, args, executable, preexec_fn, close_fds, pass_fds, cwd, env, startupinfo, creationflags, shell,
                   p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, restore_signals, gid, gids, uid, umask,
                   start_new_session, process_group):
    for name, given in (('preexec_fn', preexec_fn is not None), ('pass_fds', pass_fds), ('umask', umask >= 0),
                        ('user, group and extra_groups', any(each is not None for each in (uid, gid, gids)))):
        if given:
            raise OSError(errno.ENOTSUP, f'{sys.platform} does not support {name} of processes.')
    folder = _folder(cwd)
    variables = _environment(os.environ if env is None else env)
    if p2cread == -1 and os.isatty(0):
        # The terminal's line discipline is this interpreter's own.
        stdin = os.open('/dev/null', os.O_RDONLY)
    else:
        stdin = _duplicate(p2cread, 0)
    descriptors = [stdin, _duplicate(c2pwrite, 1), _duplicate(errwrite, 2)]
    self._descriptors = descriptors
    self._message = None
    try:
        words = [os.fsdecode(word) for word in ([args] if isinstance(args, (str, bytes, os.PathLike)) else args)]
        if shell:
            self._command = _shell(self, words[0], folder, variables)
        else:
            if executable is not None:
                words[0] = os.fsdecode(executable)
            self._command = _pack(folder, variables, _resolve(words, folder, variables))
    except BaseException:
        _close(self)
        raise
    self._close_pipe_fds(p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite)
    self.pid = next(_pids)
    self._child_created = True


def _internal_poll(self, _deadstate=None):
    """A child whose standard input is still written to is taken to wait for that, unless it is given up."""
    if self.returncode is None and (_deadstate is not None or not _is_fed(self)):
        _run(self, None)
    return self.returncode


def _wait(self, timeout):
    from subprocess import TimeoutExpired

    if self.returncode is None and (timeout is not None and timeout <= 0 or not _run(self, timeout)):
        raise TimeoutExpired(self.args, timeout)
    return self.returncode


def _communicate(self, input, endtime, orig_timeout):
    from subprocess import TimeoutExpired

    if self.stdin and not self.stdin.closed:
        if input:
            self.stdin.write(input)
        self.stdin.close()
    if not self._communication_started:
        self._fileobj2output = {stream: [] for stream in (self.stdout, self.stderr) if stream}
    remaining = self._remaining_time(endtime)
    in_time = self.returncode is not None or (
        (remaining is None or remaining > 0) and _run(self, remaining))
    for stream, parts in self._fileobj2output.items():
        if not stream.closed and self.returncode is not None:
            parts.append((stream.buffer if self.text_mode else stream).read())
    stdout, stderr = (
        b''.join(self._fileobj2output[stream]) if stream else None for stream in (self.stdout, self.stderr))
    if not in_time:
        raise TimeoutExpired(self.args, orig_timeout, output=stdout or None, stderr=stderr or None)
    for stream in self._fileobj2output:
        stream.close()
    if self.text_mode:
        if stdout is not None:
            stdout = self._translate_newlines(stdout, self.stdout.encoding, self.stdout.errors)
        if stderr is not None:
            stderr = self._translate_newlines(stderr, self.stderr.encoding, self.stderr.errors)
    return stdout, stderr


def send_signal(self, sig):
    """Sends a signal to the process: one that has not run yet does not run."""
    if self.returncode is None and sig not in _NOT_FATAL:
        _close(self)
        self.returncode = -sig


def _finish(self):
    if self.returncode is None:
        if _is_fed(self):
            raise OSError(
                errno.ENOTSUP,
                f'{sys.platform} runs a child process to its end: close its standard input before its output is read')
        _run(self, None)


def _is_fed(self):
    return self.stdin is not None and not self.stdin.closed


def _duplicate(descriptor, inherited):
    return inherited if descriptor == -1 else os.dup(descriptor)


def _close(self):
    descriptors, self._descriptors = self._descriptors, ()
    for number, descriptor in enumerate(descriptors):
        if descriptor != number:
            os.close(descriptor)


def _run(self, timeout):
    """Runs the child to its end; whether that came in time. A child whose time is over has been killed."""
    if _is_fed(self):
        self.stdin.flush()
    kind = value = None
    try:
        if self._message is not None:
            kind, value = _EXITED, self._message[0]
            os.write(self._descriptors[2], self._message[1])
        else:
            kind, value = _ask_with_files(self._descriptors, timeout, self._command)
    finally:
        _close(self)
        self.returncode = value if kind == _EXITED else -value if kind == _KILLED else -SIGKILL
    if kind == _REFUSED:
        raise OSError(*_REFUSALS[value])
    return kind != _TIMED_OUT


def _ask_with_files(descriptors, timeout, command):
    """Gives the child files in place of this program's own pipes, of which the host does not know."""
    inodes = [_inode_of_pipe(each) for each in descriptors]
    written = {inode: descriptor for inode, descriptor in zip(inodes[1:], descriptors[1:]) if inode}
    files = {}
    try:
        for inode in filter(None, inodes):
            if inode not in files:
                files[inode] = pipe()
        if inodes[0]:
            _drain(descriptors[0], files[inodes[0]][1])
        lent = [
            files[inode][number > 0] if inode else descriptor
            for number, (inode, descriptor) in enumerate(zip(inodes, descriptors))]
        answer = _ask(lent, timeout, command)
        for inode, descriptor in written.items():
            _copy(files[inode][0], descriptor)
    finally:
        for ends in files.values():
            for end in ends:
                os.close(end)
    return answer


def _inode_of_pipe(descriptor):
    status = os.fstat(descriptor)
    return status.st_ino if stat.S_ISFIFO(status.st_mode) else 0


def _drain(descriptor, target):
    """Copies what there is to be read: nothing is added to it before the child has ended."""
    try:
        _copy(descriptor, target)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EDEADLK):
            raise


def _copy(source, target):
    while part := os.read(source, 65536):
        while part:
            part = part[os.write(target, part):]


def _ask(descriptors, timeout, command):
    milliseconds = -1 if timeout is None else max(1, int(min(timeout, 1e9) * 1000))
    header = b''.join(
        number.to_bytes(size, 'little', signed=number < 0)
        for number, size in ((MAGIC, 4), *((each, 4) for each in descriptors), (milliseconds, 8)))
    device = os.open(DEVICE, os.O_RDWR)
    try:
        os.write(device, header + command)
        answer = os.read(device, 8)
    finally:
        os.close(device)
    return int.from_bytes(answer[:4], 'little'), int.from_bytes(answer[4:], 'little')


def _folder(cwd):
    folder = os.getcwd()
    if cwd is not None:
        given = os.fsdecode(cwd)
        folder = os.path.join(folder, given)
        try:
            if not os.path.stat.S_ISDIR(os.stat(folder).st_mode):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), given)
        except OSError as error:
            raise OSError(error.errno, os.strerror(error.errno), given) from None
    return folder


def _environment(variables):
    found = {}
    for name, value in variables.items():
        name, value = os.fsdecode(name), os.fsdecode(value)
        if not name or '=' in name:
            raise ValueError('illegal environment variable name')
        found[name] = value
    return found


def _pack(folder, variables, arguments):
    words = [folder, str(len(variables)), *(f'{name}={value}' for name, value in variables.items()), *arguments]
    if any('\0' in word for word in words):
        raise ValueError('embedded null byte')
    packed = b''.join(os.fsencode(word) + b'\0' for word in words)
    if len(packed) + 24 > MOST_BYTES:
        raise OSError(errno.E2BIG, os.strerror(errno.E2BIG))
    return packed


def _is_python(program):
    folder, name = os.path.split(program)
    return name in NAMES and folder in FOLDERS or program == (sys.executable or '')


def _resolve(words, folder, variables):
    """The arguments for Python; adds to the variables what the command `env` sets."""
    if not words:
        raise IndexError('list index out of range')
    program, *rest = words
    if _is_python(program):
        return rest
    if program in ENV:
        while rest and '=' in rest[0] and not rest[0].startswith('-'):
            name, value = rest.pop(0).split('=', 1)
            variables[name] = value
        if rest and not rest[0].startswith('-'):
            return _resolve(rest, folder, variables)
        raise OSError(errno.ENOTSUP, f'{sys.platform} has no program env but for what it starts')
    if '/' in program:
        return _resolve([*_interpreter(program, folder), *rest], folder, variables)
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), program)


def _interpreter(program, folder):
    """The words of a script's first line, and the script."""
    path = os.path.join(folder, program)
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno), program) from None
    if os.path.stat.S_ISDIR(mode) or not mode & 0o111:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), program)
    with open(path, 'rb') as file:
        line = file.readline(256)
    words = os.fsdecode(line[2:]).split(None, 1) if line.startswith(b'#!') else []
    if not words or not (_is_python(words[0]) or words[0] in ENV):
        raise OSError(errno.ENOEXEC, os.strerror(errno.ENOEXEC), program)
    return [words[0], *(word.strip() for word in words[1:]), path]


def _shell(self, command, folder, variables):
    """Understands one simple command, as a shell would: words, variables before them, redirections behind."""
    from _shell_words import Unopened, redirect, split

    words, redirections = split(command)
    while words and '=' in words[0] and words[0].split('=', 1)[0].isidentifier():
        name, value = words.pop(0).split('=', 1)
        variables[name] = value
    try:
        redirect(self._descriptors, redirections, folder)
    except Unopened as error:
        self._message = 2, os.fsencode(f'/bin/sh: 1: {error}\n')
        return b''
    if not words:
        self._message = 0, b''
        return b''
    try:
        return _pack(folder, variables, _resolve(words, folder, variables))
    except FileNotFoundError as error:
        # A shell would say so on its standard error, which few programs look at.
        raise OSError(
            errno.ENOTSUP, f'{sys.platform} does not support processes of other programs than Python', error.filename) from None
    except PermissionError as error:
        self._message = 126, os.fsencode(f'/bin/sh: 1: {error.filename}: Permission denied\n')
        return b''


def system(command):
    """os.system: the end of the command as wait() encodes it."""
    import subprocess

    code = subprocess.call(command, shell=True)
    return -code if code < 0 else code << 8


def command(line, directory, variables):
    """Runs a shell's command line for the host; the exit code, or the reason why it cannot be run here."""
    import subprocess

    try:
        process = subprocess.Popen(line, shell=True, cwd=directory or None, env={**os.environ, **variables})
        return process.wait()
    except OSError as error:
        return str(error)
