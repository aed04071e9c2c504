// Drives JupyterLab itself in Chromium, with the service as its gateway: run, plot, complete, interrupt, restart, reload.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const url = process.env.URL;
const screenshot = process.env.SCREENSHOT;
const PATIENCE_MS = 120_000;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
});
const context = await browser.newContext({ viewport: { width: 1000, height: 640 } });
const page = await context.newPage();
page.setDefaultTimeout(PATIENCE_MS);

const cells = () => page.locator('.jp-Notebook .jp-CodeCell');
/** Waits until the notebook has a kernel that is connected and does nothing. */
const idle = () =>
  page.waitForFunction(() => {
    const kernel = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
    return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
  });
const passed = what => console.log('ok  ', what);

/** Types code into the last cell and runs it, which makes a cell below; returns the number of the cell. */
const run = async code => {
  const index = (await cells().count()) - 1;
  await cells().nth(index).locator('.cm-content').click();
  await page.keyboard.insertText(code);
  await page.keyboard.press('Shift+Enter');
  await cells().nth(index + 1).waitFor();
  return index;
};

const output = index => cells().nth(index).locator('.jp-OutputArea-output');
const shows = (index, text) => output(index).filter({ hasText: text }).first().waitFor();
const ended = index => cells().nth(index).locator('.jp-InputPrompt', { hasText: /\[\d+\]/ }).waitFor();

/** Chooses from a menu, such as Kernel. */
const choose = async (menu, item) => {
  await page.locator('.lm-MenuBar-itemLabel', { hasText: new RegExp(`^${menu}$`) }).click();
  await page.locator('.lm-Menu-item', { hasText: item }).first().click();
};

try {
  await page.goto(url);
  await page.locator('.jp-Notebook').waitFor();
  await idle();

  await shows(await run("x = 41\nprint('hi')\nx + 1"), '42');
  passed('run');

  await run(`import math, struct, zlib
from IPython.display import Image

def part(name, data):
    return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))

def png(width, height, pixel):
    rows = (bytes(v for x in range(width) for v in pixel(x, y)) for y in range(height))
    head = part(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0))
    data = part(b'IDAT', zlib.compress(b''.join(b'\\0' + row for row in rows)))
    return Image(b'\\x89PNG\\r\\n\\x1a\\n' + head + data + part(b'IEND', b''))`);
  const plot = await run(`def wave(x, y):
    return (30, 90, 200) if abs(y - 60 - 45 * math.sin(x / 25)) < 2 else (250, 250, 250)

png(320, 120, wave)`);
  const image = output(plot).locator('img');
  await image.waitFor();
  await page.waitForFunction(() => document.querySelector('.jp-OutputArea-output img')?.naturalWidth > 0);
  assert.equal(await image.evaluate(each => each.naturalWidth), 320);
  passed('plot');
  await image.scrollIntoViewIfNeeded();
  if (screenshot) await page.screenshot({ path: screenshot });

  const last = cells().last().locator('.cm-content');
  await last.click();
  await page.keyboard.insertText('math.isc');
  await page.keyboard.press('Tab');
  await page.locator('.jp-Completer-item', { hasText: 'math.isclose' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.cm-content', { hasText: 'math.isclose' }).waitFor();
  passed('complete');
  await last.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');

  const loop = await run("print('on')\nwhile True: pass");
  await shows(loop, 'on');
  await choose('Kernel', 'Interrupt Kernel');
  await shows(loop, 'KeyboardInterrupt');
  await shows(await run('x'), '41');
  passed('interrupt, and the variables are there');

  const long = await run("import time\nfor step in range(12):\n    print('step', step)\n    time.sleep(1)\ny = 7\n'over'");
  await shows(long, 'step 1');
  await choose('File', 'Save Notebook');
  await page.reload();
  await page.locator('.jp-Notebook').waitFor();
  await idle();
  await shows(await run('x, y'), '(41, 7)');
  passed('reload in the middle of a run');

  await choose('Kernel', 'Restart Kernel…');
  await page.locator('.jp-Dialog .jp-mod-accept').click();
  await idle();
  const after = await run('x');
  await ended(after);
  await shows(after, 'NameError');
  passed('restart');
} catch (failure) {
  console.error('FAILED', failure);
  if (process.env.TROUBLE) await page.screenshot({ path: process.env.TROUBLE });
  process.exitCode = 1;
} finally {
  await browser.close();
}
