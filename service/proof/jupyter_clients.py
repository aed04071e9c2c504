"""Open WebUI's code interpreter, and what many sockets at one kernel see: order, replay, a quiet cell, a crash."""

import asyncio
import collections
import importlib.util
import json
import pathlib
import sys
import types
import urllib.request
import uuid

import websockets

CELLS = 1000
SOCKETS = 8
QUIET_SECONDS = 60


class Socket:
    """A client of a kernel's channels that counts nothing and believes what it is sent."""

    def __init__(self, url, kernel, token, session):
        address = f'{url.replace("http", "ws", 1)}/api/kernels/{kernel}/channels?session_id={session}'
        self.connected = websockets.connect(
            address, max_size=None, additional_headers={'Authorization': f'token {token}'} if token else {}
        )
        self.session = session

    async def __aenter__(self):
        self.socket = await self.connected.__aenter__()
        return self

    async def __aexit__(self, *failure):
        await self.connected.__aexit__(*failure)

    async def execute(self, code):
        number = uuid.uuid4().hex
        header = {'msg_id': number, 'msg_type': 'execute_request', 'username': '', 'session': self.session, 'date': '', 'version': '5.4'}
        content = {'code': code, 'silent': False, 'store_history': True, 'user_expressions': {}, 'allow_stdin': False, 'stop_on_error': False}
        await self.socket.send(
            json.dumps({'header': header, 'parent_header': {}, 'metadata': {}, 'content': content, 'buffers': [], 'channel': 'shell'})
        )
        return number

    async def until(self, ended, patience=120):
        """Reads messages until one says so, and returns them all."""
        read = []
        while not read or not ended(read[-1]):
            read.append(json.loads(await asyncio.wait_for(self.socket.recv(), patience)))
        return read

    async def run(self, code, patience=120):
        number = await self.execute(code)
        return [each for each in await self.until(lambda each: is_idle(each, number), patience) if parent(each) == number]


def parent(message):
    return message['parent_header'].get('msg_id')


def is_idle(message, number):
    return message['msg_type'] == 'status' and parent(message) == number and message['content']['execution_state'] == 'idle'


def texts(messages):
    shown = []
    for message in messages:
        content = message['content']
        if message['msg_type'] == 'stream':
            shown.append(content['text'])
        elif message['msg_type'] in ('execute_result', 'display_data'):
            shown.append(content['data']['text/plain'])
        elif message['msg_type'] == 'error':
            shown.append(content['ename'])
    return shown


def check(name, found, expected):
    if found != expected:
        sys.exit(f'FAILED {name}: {found}')
    print('ok  ', name, flush=True)


def open_webui(folder):
    """Its module alone: what it imports of the rest is a setting and JSON."""
    for name, content in (
        ('open_webui', {}),
        ('open_webui.env', {'AIOHTTP_CLIENT_ALLOW_REDIRECTS': False}),
        ('open_webui.utils', {}),
        ('open_webui.utils.json_codec', {'JSONCodec': json}),
    ):
        module = sys.modules[name] = types.ModuleType(name)
        vars(module).update(content)
    path = next(folder.rglob('code_interpreter.py'))
    spec = importlib.util.spec_from_file_location('code_interpreter', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.execute_code_jupyter


async def chat(execute, url, token):
    code = "import base64\nfrom IPython.display import Image\nprint('hi')\nImage(base64.b64decode('iVBORw0KGgo='))"
    told = await execute(url, code, token)
    check('Open WebUI: text and a picture', told, {'stdout': 'hi', 'stderr': '', 'result': 'data:image/png;base64,iVBORw0KGgo='})
    told = await execute(url, '1 / 0', token)
    check('Open WebUI: an exception', 'ZeroDivisionError: division by zero' in told['stderr'], True)
    told = await execute(url, 'import time\ntime.sleep(2)\n6 * 7', token)
    check('Open WebUI: a result', (told['result'], told['stderr']), ('42', ''))


async def many(url, kernel, token):
    sockets = [Socket(url, kernel, token, f's{n}') for n in range(SOCKETS)]
    for each in sockets:
        await each.__aenter__()
    await sockets[0].run('done = []')

    async def submit(number, socket):
        asked = [await socket.execute(f'done.append(({number}, {cell}))\nlen(done)') for cell in range(CELLS // SOCKETS)]
        read = await socket.until(lambda each: is_idle(each, asked[-1]))
        replies = [each['parent_header']['msg_id'] for each in read if each['msg_type'] == 'execute_reply']
        counts = collections.defaultdict(int)
        for each in read:
            if each['msg_type'] == 'execute_result':
                counts[parent(each)] += 1
        return asked == [each for each in replies if each in set(asked)] and all(counts[each] == 1 for each in asked)

    answers = await asyncio.gather(*(submit(number, socket) for number, socket in enumerate(sockets)))
    check(f'{SOCKETS} sockets: each has the replies and results of its cells, in order, once', answers, [True] * SOCKETS)
    last = (await sockets[0].run('[[c for n, c in done if n == s] == list(range(%d)) for s in range(%d)] + [len(done)]' % (CELLS // SOCKETS, SOCKETS)))
    shown = texts(last)[-1]
    check(f'{CELLS} cells ran, each socket\'s in its order', shown, str([True] * SOCKETS + [CELLS // SOCKETS * SOCKETS]))
    watched = await sockets[0].execute("print('all see this')")
    for each in sockets:
        read = await each.until(lambda message: is_idle(message, watched))
        assert 'all see this\n' in texts(read)
    check(f'{SOCKETS} sockets see what one of them runs', True, True)
    for each in sockets:
        await each.__aexit__(None, None, None)


async def replay(url, kernel, token):
    async with Socket(url, kernel, token, 'comes-back') as socket:
        number = await socket.execute("import time\nfor step in range(6):\n    print(step)\n    time.sleep(0.5)\n'over'")
        before = await socket.until(lambda each: '1\n' in ''.join(texts([each])))
    await asyncio.sleep(1)
    async with Socket(url, kernel, token, 'comes-back') as socket:
        after = await socket.until(lambda each: is_idle(each, number))
    shown = ''.join(texts([each for each in before + after if parent(each) == number]))
    check('who comes back gets what was missed, once', shown, "0\n1\n2\n3\n4\n5\n'over'")


async def main(url, token, folder):
    await chat(open_webui(folder), url, token)
    request = urllib.request.Request(f'{url}/api/kernels', method='POST', headers={'Authorization': f'token {token}'} if token else {})
    with urllib.request.urlopen(request) as answer:
        kernel = json.loads(answer.read())['id']
    await many(url, kernel, token)
    await replay(url, kernel, token)
    async with Socket(url, kernel, token, 'alone') as socket:
        await socket.run('kept = 5')
        check('a crash is an error', texts(await socket.run('kept = 6\nimport os\nos.abort()')), ['Crashed'])
        check('and keeps the variables', texts(await socket.run('kept')), ['5'])
        quiet = texts(await socket.run(f'import time\ntime.sleep({QUIET_SECONDS})\nkept', QUIET_SECONDS + 60))
        check(f'a cell that is quiet for {QUIET_SECONDS} s', quiet, ['5'])


asyncio.run(main(sys.argv[1].rstrip('/'), sys.argv[2], pathlib.Path(sys.argv[3])))
