// Drives a kernel with JupyterLab's own library: input, completion, Ctrl-C, a crash, a restart.
import services from '@jupyterlab/services';

const { KernelManager, ServerConnection } = services;
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
manager.dispose();
process.exit(0);
