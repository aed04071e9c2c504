"""The words of a simple command, for `shell=True` and os.system."""
import errno
import os
import stat
import sys

_OPERATORS = frozenset('|&;()`$*?[]{}~!#\n')
_SPACE = ' \t'


def _refuse():
    raise OSError(errno.ENOTSUP, f'{sys.platform} has no shell: a simple command is understood, nothing else')


def split(command):
    """The words of a command, and its redirections: the number of a descriptor, an operator, and a file or number each."""
    words, redirections = [], []
    operator = None
    for kind, text in _tokens(command.strip(' \t\n')):
        if kind == 'operator':
            if operator is not None:
                _refuse()
            operator = text
        elif operator is None:
            words.append(text)
        else:
            redirections.append((*operator, text))
            operator = None
    if operator is not None:
        _refuse()
    return words, redirections


def _tokens(command):
    at, length = 0, len(command)
    while at < length:
        letter = command[at]
        if letter in _SPACE:
            at += 1
            continue
        word, quoted = '', False
        while at < length and command[at] not in _SPACE and command[at] not in '<>':
            letter = command[at]
            at += 1
            if letter == "'":
                end = command.find("'", at)
                if end < 0:
                    _refuse()
                word, quoted, at = word + command[at:end], True, end + 1
            elif letter == '"':
                quoted = True
                while at < length and command[at] != '"':
                    if command[at] in '$`':
                        _refuse()
                    if command[at] == '\\' and command[at + 1:at + 2] in ('"', '\\', '$', '`'):
                        at += 1
                    word += command[at]
                    at += 1
                if at == length:
                    _refuse()
                at += 1
            elif letter == '\\' and at < length:
                word, quoted, at = word + command[at], True, at + 1
            elif letter in _OPERATORS and not (letter == '#' and word):
                _refuse()
            else:
                word += letter
        redirects = at < length and command[at] in '<>'
        number = int(word) if redirects and not quoted and word in ('0', '1', '2') else None
        if number is None and (word or quoted):
            yield 'word', word
        if redirects:
            sign = '>>' if command.startswith('>>', at) else command[at]
            at += len(sign)
            if command[at:at + 1] == '<':
                _refuse()
            if command[at:at + 1] == '&':
                if sign == '>>' or command[at + 1:at + 2] not in ('1', '2'):
                    _refuse()
                yield 'operator', (sign == '>' and (1 if number is None else number), '>&')
                yield 'word', command[at + 1]
                at += 2
            else:
                yield 'operator', ((0 if sign == '<' else 1) if number is None else number, sign)


_FLAGS = {
    '<': os.O_RDONLY,
    '>': os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
    '>>': os.O_WRONLY | os.O_CREAT | os.O_APPEND,
}


class Unopened(Exception):
    """The file of a redirection cannot be opened; its text is what a shell says."""


# A shell's own words.
_REASONS = {
    '<': {errno.ENOENT: 'No such file', errno.ENOTDIR: 'No such file'},
    '>': {errno.ENOENT: 'Directory nonexistent', errno.ENOTDIR: 'Directory nonexistent'},
}


def redirect(descriptors, redirections, folder):
    """Puts the files of redirections in place of descriptors that lie in a list by their numbers."""
    for number, operator, target in redirections:
        opened = os.dup(descriptors[int(target)]) if operator == '>&' else _open(operator, target, folder)
        former, descriptors[number] = descriptors[number], opened
        if former != number:
            os.close(former)


def _open(operator, target, folder):
    try:
        opened = os.open(os.path.join(folder, target), _FLAGS[operator], 0o666)
    except OSError as error:
        raise _unopened(operator, target, error.errno) from None
    # What reads from a directory would find that it cannot.
    if stat.S_ISDIR(os.fstat(opened).st_mode):
        os.close(opened)
        raise _unopened(operator, target, errno.EISDIR)
    return opened


def _unopened(operator, target, number):
    reason = _REASONS[operator[0]].get(number, os.strerror(number))
    return Unopened(f"cannot {'open' if operator == '<' else 'create'} {target}: {reason}")
