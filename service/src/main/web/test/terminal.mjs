import assert from "node:assert/strict";
import test from "node:test";
import { PATIENCE_MS, until } from "./harness.mjs";
import { browser, way } from "./stage.mjs";
import { Visit } from "./visit.mjs";

/** A test in a tab of its own, at the prompt of a session of its own. */
function typing(name, use, options) {
  test(name, async () => {
    const visit = await Visit.open(browser, way.url, options);
    await visit.idle();
    if (options) await visit.page.locator(".tabs button", { hasText: "Terminal" }).tap();
    await visit.shows(">>>");
    await visit.page.locator(".terminal-screen:not([hidden]) .xterm").click();
    await use(visit, visit.page);
    await visit.leave();
  });
}

typing("evaluates what is typed", async (visit, page) => {
  await page.keyboard.type("6 * 7\n");
  await visit.shows("\n42\n");
});

typing("completes a name with Tab", async (visit, page) => {
  await page.keyboard.type("import string\n");
  await page.keyboard.type("string.ascii_low");
  await page.keyboard.press("Tab");
  await visit.shows("string.ascii_lowercase");
  await page.keyboard.press("Enter");
  await visit.shows("'abcdefghijklmnopqrstuvwxyz'");
});

typing("goes back in history with the up key", async (visit, page) => {
  await page.keyboard.type("'first' + 'line'\n");
  await visit.shows("'firstline'");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.type(".upper()\n");
  await visit.shows("firstLINE");
});

typing("interrupts a loop with Ctrl-C and keeps its variables", async (visit, page) => {
  await page.keyboard.type("n = 0\n");
  await page.keyboard.type("while True:\nif n == 0: print('be' + 'gun')\nn += 1\n\n");
  await visit.shows("begun");
  await visit.state("busy");
  await page.keyboard.press("Control+c");
  await visit.shows("KeyboardInterrupt");
  await visit.idle();
  await page.keyboard.type("print('n is', n > 0)\n");
  await visit.shows("n is True");
});

typing("answers input() and its end", async (visit, page) => {
  await page.keyboard.type("'<' + input('Name: ') + '>'\n");
  await visit.shows("\nName:");
  await page.keyboard.type("Ada\n");
  await visit.shows("'<Ada>'");
  await page.keyboard.type("input('More: ')\n");
  await visit.shows("\nMore:");
  await page.keyboard.press("Control+d");
  await visit.shows("EOFError");
});

typing("enters help() and leaves it with Ctrl-D", async (visit, page) => {
  await page.keyboard.type("help()\n");
  await visit.shows("help>");
  await page.keyboard.press("Control+d");
  await until(async () => />>>\s*$/.test(await visit.screen()));
  await page.keyboard.type("'back ' + 'again'\n");
  await visit.shows("'back again'");
});

typing("ends with exit() and begins anew at a key", async (visit, page) => {
  await page.keyboard.type("exit(3)\n");
  await visit.shows("[ended with exit code 3]");
  await page.keyboard.press("Enter");
  await page.locator("#link:empty").waitFor({ state: "attached" });
  await page.keyboard.type("'new ' + 'prompt'\n");
  await visit.shows("'new prompt'");
});

typing("takes a pasted block", async (visit, page) => {
  await visit.paste("def twice(x):\n    return 2 * x\n\ntwice(21)\n");
  await visit.shows("... twice(21)\n...");
  await page.keyboard.press("Enter");
  await visit.shows("\n42\n");
  await page.keyboard.type("twice('ab')\n");
  await visit.shows("'abab'");
});

typing("takes a long pasted block", async (visit, page) => {
  const lines = Array.from({ length: 300 }, (_, i) => `    total += ${i}  # line ${i}`);
  await visit.paste(["total = 0", "if True:", ...lines, "", "print('sum', total)", ""].join("\n"));
  await visit.shows("... print('sum', total)\n...");
  await page.keyboard.press("Enter");
  await visit.shows("\nsum 44850\n");
});

typing("refuses a paste that would not fit", async (visit, page) => {
  await visit.paste("x = 1\n".repeat(20_000));
  await page.getByText("too long to paste").waitFor();
  await page.keyboard.type("'still ' + 'typing'\n");
  await visit.shows("'still typing'");
});

typing("tells the program how large it is", async (visit, page) => {
  await page.keyboard.type("import os\n");
  let asked = 0;
  const columns = async () => {
    const answer = new RegExp(`^size${++asked} (\\d+)$`, "m");
    await page.keyboard.type(`print('size${asked}', os.get_terminal_size().columns)\n`);
    await until(async () => answer.test(await visit.screen()));
    return answer.exec(await visit.screen())[1];
  };
  const before = await columns();
  await page.setViewportSize({ width: 1000, height: 700 });
  await until(async () => (await columns()) !== before);
});

typing("keeps screen and session when its connection is lost", async (visit, page) => {
  await page.keyboard.type("kept = 'still ' + 'here'\n");
  await visit.shows("kept");
  way.close();
  await page.getByText("connection lost").waitFor();
  way.open();
  await page.locator("#link:empty").waitFor({ state: "attached" });
  await visit.idle();
  await visit.shows("kept = 'still '");
  await page.keyboard.type("kept\n");
  await visit.shows("'still here'");
});

typing("shows colours of every kind", async (visit, page) => {
  await page.keyboard.type("print('\\x1b[38;2;200;100;50mtrue\\x1b[0m \\x1b[31mred\\x1b[0m')\n");
  const span = page.locator(".xterm-rows span", { hasText: /^true$/ }).last();
  await until(async () => (await span.evaluate((e) => e.style.color)) === "rgb(200, 100, 50)");
});

typing("shares the session with the editor", async (visit, page) => {
  await page.keyboard.type("shared = 20\n");
  assert.match(await visit.run("shared += 1\nshared"), /21/);
  await page.locator(".terminal-screen:not([hidden]) .xterm").click();
  await page.keyboard.type("shared * 2\n");
  await visit.shows("42");
  await page.keyboard.type("import time; print('be' + 'gun'); time.sleep(600)\n");
  await visit.shows("begun");
  await visit.state("busy");
  assert.equal(await page.locator("#run").getAttribute("aria-disabled"), "true");
  await page.locator("#interrupt").click();
  await visit.shows("KeyboardInterrupt");
});

typing("shows the pictures that a statement draws", async (visit, page) => {
  await page.keyboard.type("import os; os.makedirs('out', exist_ok=True)\n");
  const svg = "<svg xmlns=\\\"http://www.w3.org/2000/svg\\\" width=\\\"40\\\" height=\\\"20\\\"/>";
  await page.keyboard.type(`open('out/drawn.svg', 'w').write("${svg}")\n`);
  await page.locator("img[alt='drawn.svg']").waitFor();
  await until(async () => (await visit.entry().innerText()).startsWith("terminal"));
});

typing("goes to whoever came last, and comes back at a key", async (visit, page) => {
  await page.keyboard.type("where = 'here'\n");
  const other = await visit.context.newPage();
  other.setDefaultTimeout(PATIENCE_MS);
  await other.goto(new URL("/third-party-notices.txt", page.url()).href);
  await other.evaluate((id) => sessionStorage.setItem("serpentarium.session", id), await visit.id());
  await other.goto(page.url());
  await page.getByText("press a key in it").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#link:empty").waitFor({ state: "attached" });
  await page.keyboard.type("where * 2\n");
  await visit.shows("'herehere'");
});

typing("finds what runs still running after a reload", async (visit, page) => {
  await page.keyboard.type("import time; print('be' + 'gun'); time.sleep(600)\n");
  await visit.shows("begun");
  await page.reload();
  await visit.shows("begun");
  await visit.state("busy");
  await visit.isAccessible();
  await page.locator("#interrupt").click();
  await visit.shows("KeyboardInterrupt");
  await visit.idle();
});

typing("says when the session has ended elsewhere", async (visit, page) => {
  const id = await visit.id();
  await page.keyboard.type("'last ' + 'words'\n");
  await visit.shows("'last words'");
  await page.evaluate((session) => fetch(`/v1/sessions/${session}`, { method: "DELETE" }), id);
  await page.locator("#link", { hasText: "this session has ended" }).waitFor();
  await visit.state("none");
  await page.keyboard.type("x");
  await visit.shows("'last words'");
  await page.locator("#restart").click();
  await visit.idle();
  await visit.shows(">>>");
});

typing("lets the keyboard out again", async (visit, page) => {
  await page.keyboard.press("F6");
  assert.ok(await page.evaluate(() => !!document.activeElement.closest("#sessions-pane")));
});

typing(
  "has keys for phones",
  async (visit, page) => {
    await page.keyboard.type("import time; print('be' + 'gun'); time.sleep(600)\n");
    await visit.shows("begun");
    await page.getByRole("button", { name: "Ctrl-C" }).tap();
    await visit.shows("KeyboardInterrupt");
    await visit.isAccessible();
  },
  { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true },
);

typing("shows where a program's link leads before it opens", async (visit, page) => {
  await page.keyboard.type("print('\\x1b]8;;https://elsewhere.example/x\\x07harm' + 'less\\x1b]8;;\\x07')\n");
  await visit.shows("\nharmless");
  const opened = [];
  page.on("popup", (popup) => opened.push(popup));
  const link = await page.locator(".xterm-rows span", { hasText: /^harmless$/ }).last().boundingBox();
  // The screen lies above its text; a link is one once the pointer has come over it.
  await page.mouse.move(link.x + 2, link.y + link.height / 2);
  await page.mouse.move(link.x + link.width / 2, link.y + link.height / 2, { steps: 5 });
  await page.locator(".xterm-cursor-pointer").waitFor();
  await page.mouse.click(link.x + link.width / 2, link.y + link.height / 2);
  const dialog = page.locator("#confirm-dialog");
  await dialog.getByText("https://elsewhere.example/x").waitFor();
  await dialog.getByText("Cancel").click();
  assert.equal(opened.length, 0);
});
