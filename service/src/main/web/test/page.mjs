import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { until } from "./harness.mjs";
import { browser, way } from "./stage.mjs";
import { Visit } from "./visit.mjs";

/** A test in a tab of its own, with a session of its own. */
function visiting(name, use, options) {
  test(name, async () => {
    const visit = await Visit.open(browser, way.url, options);
    await use(await visit.idle(), visit.page);
    await visit.leave();
  });
}

visiting("runs the editor's file and shows what it prints and gives", async (visit, page) => {
  assert.match(await visit.run("print('one')\n6 * 7"), /done[\s\S]*one\s+42/);
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.keyboard.type("x = 5\nx + 2");
  await page.keyboard.press("Control+Enter");
  await visit.printed("7");
});

visiting("runs the line or the selection without its indent", async (visit, page) => {
  await visit.write("if False:\n    y = 20\n    y + 3");
  await page.keyboard.press("Shift+ArrowUp");
  await page.keyboard.press("Shift+Enter");
  await visit.printed("23");
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.locator("#run-selection").click();
  await visit.printed("23");
});

visiting("shows a traceback, and what the session was left as", async (visit) => {
  assert.match(await visit.run("kept = 1\n1 / 0"), /ZeroDivisionError[\s\S]*division by zero/);
  assert.match(await visit.run("import os; os.abort()"), /crashed, state of before the run/);
  assert.match(await visit.run("kept"), /1/);
});

visiting("gives a program what is typed, and the end of input", async (visit, page) => {
  await visit.start("name = input('Name: ')\nprint('Hello', name)\ninput('More: ')");
  const line = page.locator(".ask input");
  await line.waitFor();
  assert.equal(await line.getAttribute("aria-label"), "Name:");
  await page.keyboard.type("Wilhelmina");
  await page.keyboard.press("Enter");
  await visit.printed("Hello Wilhelmina");
  await page.locator(".ask input[aria-label='More:']").waitFor();
  await page.keyboard.press("Control+d");
  await visit.printed("EOFError");
});

visiting("interrupts a loop by button and by key, and keeps its variables", async (visit, page) => {
  await visit.start("n = 0\nwhile True: n += 1");
  await visit.state("busy");
  await page.locator("#interrupt").click();
  await visit.printed("interrupted");
  await visit.idle();
  assert.match(await visit.run("n > 0"), /True/);
  await visit.start("import time\nwhile True: time.sleep(1)");
  await visit.state("busy");
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+.");
  await visit.printed("interrupted");
});

visiting("forks a session, and both go their ways", async (visit, page) => {
  const first = await visit.session();
  await visit.run("x = 1");
  await page.locator("#fork").click();
  await until(async () => (await visit.session()) !== first);
  await visit.idle();
  assert.match(await visit.run("x += 1\nx"), /2/);
  await page.locator("#sessions .open", { hasText: first }).click();
  await visit.idle();
  assert.match(await visit.run("x"), /1/);
});

visiting("takes a snapshot and restores it", async (visit, page) => {
  await visit.run("x = 'before'");
  assert.equal(await page.locator("#restore").getAttribute("aria-disabled"), "true");
  await page.locator("#snapshot").click();
  await page.locator("#restore[aria-disabled=false]").waitFor();
  await visit.run("x = 'after'");
  await page.locator("#restore").click();
  await visit.isAccessible();
  await page.locator("#snapshots button").click();
  await page.getByText("The session is as in snapshot").waitFor();
  assert.match(await visit.run("x"), /before/);
});

visiting("restarts into a fresh Python, once it was agreed to", async (visit, page) => {
  await visit.run("x = 1");
  const first = await visit.session();
  await page.locator("#restart").click();
  await page.keyboard.press("Escape");
  assert.match(await visit.run("x"), /1/);
  await page.locator("#restart").click();
  await visit.isAccessible();
  await page.locator("#confirm-yes").click();
  await page.locator("#sessions .name", { hasText: first }).waitFor({ state: "detached" });
  await visit.idle();
  assert.match(await visit.run("x"), /NameError/);
});

const SHOW = `from IPython.display import HTML, SVG, Image, clear_output, display, update_display
import struct, zlib
def part(name, data): return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))
rows = zlib.compress((b'\\0' + bytes([255, 0, 0] * 7)) * 5)
png = b'\\x89PNG\\r\\n\\x1a\\n' + part(b'IHDR', struct.pack('>IIBBBBB', 7, 5, 8, 2, 0, 0, 0)) + part(b'IDAT', rows) + part(b'IEND', b'')
`;

visiting("shows what programs display: images, HTML, and text where there is no more", async (visit, page) => {
  await visit.run(`${SHOW}display(Image(png))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="3"><script>alert(1)</script></svg>'))
display({'plain': 1})
display({'image/png': 'bm90IGEgcGljdHVyZQ==', 'text/plain': 'no picture'}, raw=True)
HTML('<table><tr><td id="cell">one</td></tr></table>')`);
  const images = page.locator(".displays img");
  const sizes = () => images.evaluateAll((all) => all.map((image) => image.naturalWidth));
  await until(async () => String(await sizes()) === "7,9");
  const shown = visit.entry().locator(".displays");
  await shown.getByText("no picture", { exact: true }).waitFor();
  await shown.getByText("{'plain': 1}").waitFor();
  assert.equal(await page.frameLocator(".displays iframe").locator("#cell").innerText(), "one");
  assert.equal(await visit.entry().locator(".result").count(), 0);
});

visiting("gives displayed HTML an origin that is nobody's", async (visit, page) => {
  await visit.run(`${SHOW}display(HTML("""<p id="said"></p><div style="height: 300px"></div><script>
const tries = [() => parent.document.title, () => localStorage.length, () => parent.sessionStorage.length];
const refused = tries.map((attempt) => { try { attempt(); return "read"; } catch { return "refused"; } });
said.textContent = [origin, ...refused].join(" ");
</script>"""))`);
  const frame = page.frameLocator(".displays iframe");
  await until(async () => (await frame.locator("#said").innerText()) === "null refused refused refused");
  await until(async () => (await page.locator(".displays iframe").boundingBox()).height > 300);
});

visiting("follows updates of what is displayed, and clears it", async (visit, page) => {
  await visit.run(`${SHOW}for n in range(3): display(f'step {n}', display_id='bar', update=n > 0)
display('kept')
update_display('last', display_id='bar')`);
  const shown = () => visit.entry().locator(".displays .display").allInnerTexts();
  assert.deepEqual(await shown(), ["'last'", "'kept'"]);
  await visit.run(`${SHOW}display('old')
clear_output(wait=True)
display('new')`);
  assert.deepEqual(await shown(), ["'new'"]);
  await visit.start(`${SHOW}display('before')
input('on? ')
display('after')`);
  await page.locator(".ask input").waitFor();
  await page.reload();
  await page.locator(".ask input").waitFor();
  await page.locator(".ask input").press("Enter");
  await visit.entry().locator(".displays .display").nth(1).waitFor();
  await visit.idle();
  assert.deepEqual(await shown(), ["'before'", "'after'"]);
});

visiting("shows pictures that a program draws, and runs nothing in them", async (visit, page) => {
  await page.locator("#examples").selectOption("Mandelbrot (PNG)");
  await page.locator("#run").click();
  await page.locator("img[alt='mandelbrot.png']").waitFor();
  await visit.idle();
  await visit.run(`open("out/evil.svg", "w").write('''
<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20" onload="top.evil = 1">
<script>top.evil = 1; fetch("https://example.org")</script>
<image href="https://example.org/x.png"/><rect width="9" height="9"/></svg>''')`);
  await page.locator("img[alt='evil.svg']").waitFor();
  const widths = () =>
    page.locator(".pictures img").evaluateAll((images) => images.map((i) => i.naturalWidth));
  await until(async () => (await widths()).join() === "360,30");
  assert.equal(await page.evaluate("'evil' in window"), false);
  await visit.run("open('out/no.png', 'w').write('no')");
  await page.getByText("no.png is no picture").waitFor();
});

visiting("shows what is used of the limits", async (visit, page) => {
  const disk = page.locator("[role=meter][aria-label=Disk]");
  await visit.run("open('big', 'wb').write(bytes(40 << 20))");
  await until(async () => (await disk.getAttribute("aria-valuetext")) === "40 MiB of 64 MiB");
  assert.equal(await disk.getAttribute("aria-valuenow"), "63");
  for (const name of ["CPU, last run", "Memory"]) {
    const text = await page.locator(`[role=meter][aria-label="${name}"]`).getAttribute("aria-valuetext");
    assert.match(text, /\d+.* of \d+/);
  }
});

visiting("is dark or light as the system is, or as was chosen", async (visit, page) => {
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await theme(), "dark");
  await page.emulateMedia({ colorScheme: "light" });
  await until(async () => (await theme()) === "light");
  await visit.run("print('in the light')\nundefined");
  await visit.isAccessible();
  await page.locator("#theme").click();
  assert.equal(await theme(), "dark");
  await visit.isAccessible();
  await page.reload();
  await visit.idle();
  assert.equal(await theme(), "dark");
});

visiting("comes back to its session and its code after a reload", async (visit, page) => {
  await visit.run("stays = 'here'");
  const session = await visit.session();
  await page.reload();
  await visit.idle();
  assert.equal(await visit.session(), session);
  assert.match(await page.locator(".cm-content").innerText(), /stays = 'here'/);
  assert.match(await visit.run("stays"), /'here'/);
});

visiting("goes on with a run over a reload, and keeps what the output shows", async (visit, page) => {
  await visit.run("print('earlier')\n6 * 7");
  await visit.start(
    "import time\nfor i in range(40):\n    print('step', i)\n    time.sleep(.1)\ninput('Name: ')",
  );
  await visit.printed("step 2");
  await page.reload();
  await visit.printed("step 0");
  await page.locator(".ask input[aria-label='Name:']").waitFor();
  const steps = (await visit.entry().innerText()).match(/step \d+/g);
  assert.deepEqual(steps, Array.from({ length: 40 }, (_, i) => `step ${i}`));
  await page.reload();
  await page.locator(".ask input[aria-label='Name:']").fill("Ada");
  await visit.state("busy");
  await page.keyboard.press("Enter");
  await visit.printed("'Ada'");
  await visit.printed("done");
  assert.match(await page.locator(".run").first().innerText(), /done[\s\S]*earlier\s+42/);
});

visiting("goes on with a run whose connection breaks", async (visit) => {
  await visit.start("import time\nfor i in range(20):\n    print('step', i)\n    time.sleep(.1)\ni");
  await visit.printed("step 2");
  way.cut();
  await visit.printed("done");
  assert.equal((await visit.entry().innerText()).match(/step \d+/g).length, 20);
});

visiting("says why code is refused", async (visit) => {
  const size = 3 << 20;
  await visit.start(`"${"x".repeat(size)}"`);
  await visit.printed(/may have|too large|at most/);
});

visiting("lists files, takes some and gives them back", async (visit, page) => {
  await page.locator("#upload-files").setInputFiles([
    { name: "ü b.txt", mimeType: "text/plain", buffer: Buffer.from("brought") },
  ]);
  await page.locator("#files .name", { hasText: "ü b.txt" }).waitFor();
  assert.match(await visit.run("open('ü b.txt').read()"), /'brought'/);
  await visit.run("for i in range(1200): open(f'f{i:04}', 'w').close()\nopen('a', 'w').write('here')");
  await page.locator("#files .fine", { hasText: "and 1002 more" }).waitFor();
  const download = page.waitForEvent("download");
  await page.locator("#files button[title='Download a']").click();
  const saved = await download;
  assert.equal(saved.suggestedFilename(), "a");
  assert.equal(await readFile(await saved.path(), "utf8"), "here");
  await visit.isAccessible();
});

visiting("says where output was cut, and that older text is not kept", async (visit, page) => {
  await visit.run("for i in range(200_000): print(i, 'x' * 20)");
  assert.match(await visit.entry().innerText(), /Output cut/);
  assert.equal(await page.locator(".run .text").last().getAttribute("data-cut"), "true");
});

visiting("draws no code over line numbers", async (visit, page) => {
  const colour = await page
    .locator(".cm-gutters")
    .evaluate((gutter) => window.getComputedStyle(gutter).backgroundColor);
  assert.doesNotMatch(colour, /transparent|rgba\(.*, 0\)/);
});

visiting("comes back by itself when the connection was lost", async (visit) => {
  await visit.run("x = 12");
  way.close();
  await visit.state("connecting");
  way.open();
  await visit.idle();
  assert.match(await visit.run("x"), /12/);
});

visiting("says when a session has ended, and ends one", async (visit, page) => {
  const session = await visit.session();
  await page.locator("#new-session").click();
  await until(async () => (await visit.session()) !== session);
  await visit.idle();
  await page.getByRole("button", { name: `End session ${session}` }).click();
  await page.locator("#confirm-yes").click();
  await page.locator("#sessions .name", { hasText: session }).waitFor({ state: "detached" });
  await page.evaluate(async () => {
    await fetch(`/v1/sessions/${sessionStorage.getItem("serpentarium.session")}`, { method: "DELETE" });
  });
  await page.getByText("this session has ended").waitFor();
  await visit.state("none");
  assert.match(await visit.run("'in a new one'"), /'in a new one'/);
  assert.notEqual(await visit.session(), session);
});

visiting("works by keyboard alone", async (visit, page) => {
  const inPane = (name) =>
    until(() => page.evaluate((n) => !!document.activeElement.closest(`#${n}-pane`), name));
  await page.keyboard.press("F6");
  await inPane("sessions");
  await page.keyboard.press("F6");
  await inPane("editor");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.keyboard.type("print(input('Who? '))");
  await page.keyboard.press("Control+Enter");
  await page.locator(".ask input").waitFor();
  await page.keyboard.type("me");
  await page.keyboard.press("Enter");
  await visit.printed("done");
  await page.keyboard.press("F6");
  await page.keyboard.press("F6");
  await page.keyboard.press("F6");
  await page.keyboard.press("Shift+F6");
  await page.locator("#keyboard").focus();
  await page.keyboard.press("Enter");
  await page.locator("#keyboard-dialog[open]").waitFor();
  await visit.isAccessible();
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.id), "keyboard");
});

visiting(
  "is readable and usable on a phone",
  async (visit, page) => {
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.equal(widths[0], widths[1]);
    await page.locator("#run").tap();
    await visit.printed("Hello Ada");
    await visit.isAccessible();
    for (const pane of ["Terminal", "Sessions", "Editor"]) {
      await page.locator(".tabs button", { hasText: pane }).tap();
      assert.ok(await page.locator(`#${pane.toLowerCase()}-pane`).isVisible());
      assert.ok(await page.locator("#output-pane").isHidden());
      await visit.isAccessible();
    }
  },
  { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true },
);
