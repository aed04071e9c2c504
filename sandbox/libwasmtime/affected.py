"""Fails when an engine carries a Wasmtime that an advisory of `affected-versions` names and no reason is written.

The version of the engine `ffm` is the one in libwasmtime.lock. Exit 1: there is no reason; the line says for what.
"""
import argparse
import os
import re
import sys
from typing import Dict, List, NamedTuple

import lock as locks

LIST = os.path.join(locks.HERE, 'affected-versions')
ENGINES = ('jni', 'ffm')
VERDICTS = ('not-reached', 'accepted')
# Where a patched version can be had, what is reached must be patched.
PATCHABLE = ('ffm',)
FIELDS = ('about', 'affected', 'patched', 'note')


class ListError(Exception):
    """The list is not of its form."""


class Advisory(NamedTuple):
    """One advisory; `verdicts` has (verdict, reason) by engine."""
    names: List[str]
    fields: Dict[str, str]
    verdicts: Dict[str, tuple]

    def affects(self, version):
        return in_range(version, self.fields['affected'])


class Advisories(NamedTuple):
    until: str
    carried: Dict[str, str]
    advisories: List[Advisory]


def number(version):
    """A version as numbers that compare; ListError where it is not three numbers."""
    if not re.fullmatch(r'\d+\.\d+\.\d+', version):
        raise ListError(f'not a version: {version}')
    return tuple(int(part) for part in version.split('.'))


COMPARISONS = {
    '<': lambda left, right: left < right, '<=': lambda left, right: left <= right,
    '>': lambda left, right: left > right, '>=': lambda left, right: left >= right,
}


def in_range(version, ranges):
    """Whether a version is in one of the ranges, as `<6.0.2 | >=7.0.0 <7.0.1`."""
    found = False
    for one in ranges.split('|'):
        bounds = [re.fullmatch(r'(<=?|>=?)(\S+)', bound) for bound in one.split()]
        if not bounds or None in bounds:
            raise ListError(f'not a range: {one.strip()}')
        found |= all(COMPARISONS[bound[1]](number(version), number(bound[2])) for bound in bounds)
    return found


def _verdict(text):
    verdict, _, reason = text.partition(':')
    if verdict not in VERDICTS or not reason.strip():
        raise ListError(f'neither {" nor ".join(VERDICTS)} with a reason: {text}')
    return verdict, reason.strip()


def _take(line, until, carried, advisories):
    """Adds one line to what was read before it; returns `until`."""
    kind, _, rest = line.partition(' ')
    rest = rest.strip()
    if kind == 'until' and re.fullmatch(r'\d{4}-\d\d-\d\d', rest):
        return rest
    if kind == 'carries' and len(rest.split()) == 2:
        engine, version = rest.split()
        carried[engine] = version
    elif kind == 'advisory' and rest:
        advisories.append(Advisory(rest.split(), {}, {}))
    elif kind in FIELDS and rest and advisories and kind not in advisories[-1].fields:
        advisories[-1].fields[kind] = rest
    elif kind in ENGINES and advisories and kind not in advisories[-1].verdicts:
        advisories[-1].verdicts[kind] = _verdict(rest)
    else:
        raise ListError(f'not a line of the list: {line}')
    return until


def read(path=LIST):
    """The list at `path`; ListError where it is not of its form."""
    until, carried, advisories = None, {}, []
    with open(path, encoding='utf-8') as file:
        for count, line in enumerate(file, 1):
            if line.strip() and not line.startswith('#'):
                try:
                    until = _take(line.strip(), until, carried, advisories)
                except ListError as failed:
                    raise ListError(f'{path}:{count}: {failed}') from None
    if until is None or not advisories:
        raise ListError(f'{path}: no date or no advisory')
    for advisory in advisories:
        if not {'about', 'affected', 'patched'} <= set(advisory.fields):
            raise ListError(f'{path}: {advisory.names[0]} lacks what it is about, what is affected or what is patched')
    return Advisories(until, carried, advisories)


def report(engine, version, advisories):
    """Prints what concerns one engine; returns the advisories that nothing excuses."""
    hits = [advisory for advisory in advisories if advisory.affects(version)]
    print(f'{engine}: Wasmtime {version}, named by {len(hits)} of {len(advisories)} advisories')
    missing = []
    for advisory in hits:
        verdict, reason = advisory.verdicts.get(engine, ('NO REASON', ''))
        print(f'  {advisory.names[0]} {advisory.fields["about"]}\n    {verdict}{": " if reason else ""}{reason}')
        if not reason or (verdict == 'accepted' and engine in PATCHABLE):
            missing.append(advisory)
    return missing


def main():
    parser = argparse.ArgumentParser(prog='check-affected', description=__doc__)
    parser.add_argument('--list', default=LIST, help=argparse.SUPPRESS)
    parser.add_argument('--lock', default=locks.PATH, help=argparse.SUPPRESS)
    options = parser.parse_args()
    try:
        known = read(options.list)
        versions = dict(known.carried, ffm=locks.read(options.lock).version)
        print(f'Advisories up to {known.until}.')
        missing = [(engine, advisory) for engine in ENGINES if engine in versions
                   for advisory in report(engine, versions[engine], known.advisories)]
    except (ListError, locks.LockError, OSError) as failed:
        sys.exit(f'check-affected: {failed}')
    for engine, advisory in missing:
        print(f'check-affected: {engine} carries Wasmtime {versions[engine]}, which {advisory.names[0]} names: take '
              f'a patched version ({advisory.fields["patched"]}) or write down why it does not apply', file=sys.stderr)
    sys.exit(1 if missing else 0)


if __name__ == '__main__':
    main()
