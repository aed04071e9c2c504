// Drives kernels with JupyterLab's own library: input, completion, Ctrl-C, a crash, a restart; and the session of a notebook.
import services from '@jupyterlab/services';

const { KernelManager, ServerConnection, SessionManager } = services;
const url = process.env.URL;
const rounds = Number(process.env.ROUNDS || 3);
const serverSettings = ServerConnection.makeSettings({
  baseUrl: url,
  wsUrl: url.replace(/^http/, 'ws'),
  token: process.env.TOKEN || '',
  appendToken: true
});
console.debug = console.warn = () => {};

const expect = (what, found, wanted) => {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    console.error(`FAILED ${what}: ${JSON.stringify(found)}`);
    process.exit(1);
  }
};

/** Executes a cell, and returns what it showed and how it ended. */
const run = async (kernel, code, { answer, meanwhile } = {}) => {
  const shown = [];
  const cell = kernel.requestExecute({ code, allow_stdin: true });
  cell.onIOPub = message => {
    const { text, data, ename } = message.content;
    if (text || data || ename) shown.push(text || ename || data['text/plain']);
    if (text && meanwhile) meanwhile();
  };
  cell.onStdin = message => kernel.sendInputReply({ status: 'ok', value: answer }, message.header);
  const reply = await cell.done;
  return [shown.join('|').replaceAll('|\n', '\n').trim(), reply.content.status];
};

const manager = new KernelManager({ serverSettings });
const kernel = await manager.startNew({ name: 'python3' });
expect('info', (await kernel.info).language_info.name, 'python');
for (let round = 0; round < rounds; round++) {
  expect('input', await run(kernel, 'x = 1; input("? ") + "!"', { answer: 'yes' }), ["'yes!'", 'ok']);
  const { matches } = (await kernel.requestComplete({ code: 'prin', cursor_pos: 4 })).content;
  expect('completion', matches, ['print']);
  const stop = { meanwhile: () => kernel.interrupt() };
  expect('interrupt', await run(kernel, 'print("on")\nwhile True: pass', stop), ['on\n|KeyboardInterrupt', 'error']);
  expect('crash', await run(kernel, 'x = 2\nimport os\nos.abort()'), ['Crashed', 'error']);
  expect('after the crash', await run(kernel, 'x'), ['1', 'ok']);
  await kernel.restart();
  expect('after the restart', (await run(kernel, 'x'))[0], 'NameError');
}
await kernel.shutdown();

const sessions = new SessionManager({ kernelManager: manager, serverSettings });
const running = async () => {
  await sessions.refreshRunning();
  return [...sessions.running()].map(({ path, type }) => [path, type]).filter(([path]) => path.startsWith('proof-'));
};
const notebook = { path: 'proof-a.ipynb', name: 'a', type: 'notebook' };
const session = await sessions.startNew({ ...notebook, kernel: { name: 'python3' } });
expect('session', await run(session.kernel, 'y = 6\ny * 7'), ['42', 'ok']);
const tab = await sessions.startNew({ ...notebook, kernel: { name: 'python3' } });
expect('another tab', [tab.id, (await run(tab.kernel, 'y'))[0]], [session.id, '6']);
await session.setPath('proof-b.ipynb');
expect('running sessions', await running(), [['proof-b.ipynb', 'notebook']]);
await session.changeKernel({ name: 'python3' });
expect('another kernel', (await run(session.kernel, 'y'))[0], 'NameError');
await session.shutdown();
expect('no session', await running(), []);
manager.dispose();
process.exit(0);
