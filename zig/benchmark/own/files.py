"""Files written and read as text, as lines and as bytes, and a folder listed."""
import os
import tempfile

import pyperf

LINES = [f'line {n} of the file\n' for n in range(2000)]
BLOCK = bytes(range(256)) * 64


def measured():
    with tempfile.TemporaryDirectory() as folder:
        for number in range(20):
            path = os.path.join(folder, f'{number}.txt')
            with open(path, 'w', encoding='utf-8') as file:
                file.writelines(LINES)
            with open(path, encoding='utf-8') as file:
                assert sum(1 for _ in file) == len(LINES)
            with open(path, 'wb') as file:
                for _ in range(20):
                    file.write(BLOCK)
            with open(path, 'rb') as file:
                assert len(file.read()) == 20 * len(BLOCK)
        assert len(os.listdir(folder)) == 20


pyperf.Runner().bench_func('files', measured)
