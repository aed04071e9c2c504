"""Translates Fortran 77 as LAPACK is written in it, with the little of Fortran 90 that it has, to C by f2c. The functions are as C declares
them: subroutines return nothing, and no lengths of texts are passed.

    translate.py F2C FOLDER NAME... < SOURCES

SOURCES: paths of files, one a line. FOLDER gets one file of C for each whose subroutine is named; without NAME, for all.
"""
import os
import re
import subprocess
import sys

# Those between two precisions know what they convert to.
MIXED = {'dsgesv', 'dsposv', 'zcgesv', 'zcposv', 'dlag2s', 'dlat2s', 'zlag2c', 'zlat2c'}
DOUBLE = {'REAL': 'DBLE', 'AIMAG': 'DIMAG', 'CONJG': 'DCONJG', 'CMPLX': 'DCMPLX'}
GREATEST = {'s': '3.40282347E+38', 'c': '3.40282347E+38', 'd': '1.7976931348623157D+308', 'z': '1.7976931348623157D+308'}


def statements(text):
    """Lines without comments and without what is for a preprocessor."""
    skipping = 0
    for line in text.splitlines():
        if line.startswith('#'):
            skipping += line.startswith('#if') - line.startswith('#endif')
        elif not skipping and line.strip() and line[0] not in '*cC!' and not line.lstrip().startswith('!'):
            yield line.rstrip()


def without_jumps(lines):
    """EXIT and CYCLE as jumps to labels."""
    loops, label, out = [], 90000, []
    for line in lines:
        statement = line[6:].strip().upper()
        if found := re.match(r'DO\s+(\d+)\b', statement):
            loops.append({'end': found[1], 'CYCLE': found[1]})
        elif re.match(r'(?:\w+\s*:\s*)?DO\b', statement):
            loops.append({'end': None})
        if found := re.search(r'(?:^|\))\s*(EXIT|CYCLE)$|^(EXIT|CYCLE)$', statement):
            kind = found[1] or found[2]
            if kind not in loops[-1]:
                label += 1
                loops[-1][kind] = str(label)
            line = line[:len(line) - len(kind)] + 'GO TO ' + loops[-1][kind]
        if re.match(r'END\s*DO$', statement):
            loop = loops.pop()
            if 'CYCLE' in loop:
                out.append(f"{loop['CYCLE']} CONTINUE")
            out.append(line)
            if 'EXIT' in loop:
                out.append(f"{loop['EXIT']} CONTINUE")
            continue
        out.append(line)
        mark = line[:5].strip()
        while loops and mark and loops[-1]['end'] == mark:
            loop = loops.pop()
            if 'EXIT' in loop:
                out.append(f"{loop['EXIT']} CONTINUE")
    return out


def single(found):
    return ''.join(f'      {found[1]}({number}) = 0\n' for number in range(int(found[2]), int(found[3]) + 1))


def prepared(name, text):
    """Fortran 77 with the same meaning."""
    text = '\n'.join(without_jumps(list(statements(text)))) + '\n'
    text = re.sub(r'\bRECURSIVE\s+SUBROUTINE', 'SUBROUTINE', text)
    text = re.sub(r',\s*INTENT\(\w+\)\s*::', ' ', text)
    text = re.sub(r'\bCHARACTER\((\d+)\)', r'CHARACTER*\1', text)
    text = re.sub(r'^ +(\w+)\((\d+):(\d+)\) *= *0\n', single, text, flags=re.M)
    kind = 'S' if name[0] in 'sc' else 'D'
    text = re.sub(r'MAXLOC\(\s*(\w+)\(\s*(\S+?)\s*:\s*(\S+?)\s*\),\s*1\s*\)', rf'I{kind}MAXL( \3-\2+1, \1( \2 ) )', text)
    for intrinsic in 'MAXLOC', 'HUGE':
        text = re.sub(rf'(INTRINSIC\b.*?){intrinsic}, *', r'\1', text)
        text = re.sub(rf',\s*{intrinsic}\b(?!\()', '', text)
    text = re.sub(r'\bHUGE\(ZERO\)', GREATEST.get(name[0], ''), text)
    if name[0] in 'dz' and name not in MIXED:
        text = re.sub(r'\b(REAL|AIMAG|CONJG|CMPLX)(?=\s*\()', lambda found: DOUBLE[found[1]], text)
    return text


def end_of_list(text, start):
    """The place of the bracket that closes the one at `start`, and those of the commas between."""
    depth, commas, at = 0, [], start
    while True:
        character = text[at]
        if character in '"\'':
            at += 1
            while text[at] != character:
                at += 1 + (text[at] == '\\')
        elif character in '([{':
            depth += 1
        elif character in ')]}':
            depth -= 1
            if depth == 0:
                return at, commas
        elif character == ',' and depth == 1:
            commas.append(at)
        at += 1


LENGTH = re.compile(r'\(\s*ftnlen\s*\)\s*\d+|ftnlen(\s+\w+)?|\w+_len')


def without_lengths(text):
    """Without the lengths that Fortran passes, of what Fortran compiled: their names end in _."""
    out, at = [], 0
    for found in re.finditer(r'\b[a-z]\w*_(?=\()', text):
        if found.start() < at:
            continue
        end, commas = end_of_list(text, found.end())
        bounds = [found.end(), *commas, end]
        arguments = [text[a + 1:b] for a, b in zip(bounds, bounds[1:])]
        while arguments and LENGTH.fullmatch(arguments[-1].strip()):
            arguments.pop()
        out += [text[at:found.end()], '(', without_lengths(','.join(arguments)), ')']
        at = end + 1
    return ''.join(out) + text[at:]


DEFINITION = re.compile(r'^\S[^;{}="#]*?\b([a-z]\w*_)\(([^;{}()]*)\)\n\{\n', re.M)


# f2c's names of what is called so with an underscore within.
UNDERSCORES = re.compile(r'\b([a-z]\w*_\w+)__(?=\()')


def as_c(text):
    text = UNDERSCORES.sub(r'\1_', text)
    lengths = {found[1]: re.findall(r'ftnlen\s+(\w+)_len', found[2]) for found in DEFINITION.finditer(text)}
    arguments = {found[1]: re.findall(r'char\s*\*\s*(\w+)', found[2]) for found in DEFINITION.finditer(text)}
    text = without_lengths(text)
    bounds = [(found.start(), found) for found in DEFINITION.finditer(text)]
    out = [text[:bounds[0][0]]] if bounds else [text]
    for number, (start, found) in enumerate(bounds):
        body = text[start:bounds[number + 1][0] if number + 1 < len(bounds) else len(text)]
        if 'Subroutine' in found[0]:
            body = re.sub(r'\breturn 0;', 'return;', body)
        head = found.end() - start
        needed = ''.join(f'    ftnlen {name}_len = strlen({argument});\n' for name in lengths[found[1]] for argument in arguments[found[1]]
                         if argument.rstrip('_') == name and re.search(rf'\b{name}_len\b', body[head:]))
        out.append(body[:head] + needed + body[head:])
    return ''.join(out).replace('/* Subroutine */ int', 'void')


def translate(f2c, path, folder):
    name = os.path.basename(path).partition('.')[0]
    with open(path, encoding='utf-8', errors='replace') as file:
        text = prepared(name, file.read())
    # -a: what is local is so in each call; -R: single precision remains so.
    done = subprocess.run([f2c, '-a', '-A', '-R'], input=text, capture_output=True, text=True)
    if done.returncode or not done.stdout:
        return done.stderr
    with open(os.path.join(folder, name + '.c'), 'w', encoding='utf-8') as file:
        file.write(as_c(done.stdout))
    return ''


def main():
    f2c, folder, *names = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    failed = {}
    for path in sys.stdin.read().split():
        name = os.path.basename(path).partition('.')[0]
        if not names or name in names:
            if error := translate(f2c, path, folder):
                failed[name] = error
    for name, error in failed.items():
        print(name, error, sep='\n')
    print(f'{len(failed)} not translated: {sorted(failed)}')


if __name__ == '__main__':
    main()
