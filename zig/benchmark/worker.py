"""A contestant: runs programs of the set as its standard input says, and answers a line for each. See contest.py.

    worker.py SET                          in this Python
    worker.py SET MODULE STDLIB_ZIP TIME   in python.wasm, on the wasmtime package, where nothing can interrupt it
"""
import json
import os
import sys
import zipfile


def this_python(folder):
    sys.path.insert(0, folder)
    import driver
    return driver.run


def wasm(folder, module, stdlib, mtime):
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    import guest
    import wasmtime
    with zipfile.ZipFile(stdlib) as archive:
        files = {'/lib/python3.13/' + i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            with open(path, 'rb') as file:
                files['/set/' + os.path.relpath(path, folder)] = file.read()
    engine = guest.new_engine()
    session = guest.Session(engine, wasmtime.Module.from_file(engine, module), files, int(mtime) * 10**9)
    session.execute("import sys; sys.path.insert(0, '/set'); import driver")

    def run(path, loops, arguments):
        result = session.execute(f'driver.run({path.replace(folder, "/set")!r}, {loops}, {arguments!r})')
        if result.status != guest.COMPLETED:
            raise RuntimeError(f'{result.error_name}: {result.error_message} {result.traceback}')

    return run


def answer(run, request):
    try:
        run(**request)
        return 'ok'
    except Exception as e:
        return f'failed {type(e).__name__}: {e}'.replace('\n', ' ')


def main(folder, *artifacts):
    answers, sys.stdout = sys.stdout, sys.stderr
    run = wasm(folder, *artifacts) if artifacts else this_python(folder)
    print('ready', file=answers, flush=True)
    for line in sys.stdin:
        print(answer(run, json.loads(line)), file=answers, flush=True)


main(*sys.argv[1:])
