import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { makeKey, startBrowser, startService } from "./harness.mjs";
import { Visit } from "./visit.mjs";

const folder = await mkdtemp(join(tmpdir(), "serpentarium-page-"));
after(() => rm(folder, { recursive: true }));
const tenants = join(folder, "tenants.json");
const key = makeKey("ada", tenants);
const port = await startService(`--serpentarium.tenants.file=${tenants}`);
const browser = await startBrowser();

test("lets a tenant in by a key that stays in the tab", async () => {
  const visit = await Visit.open(browser, `http://127.0.0.1:${port}/`);
  const { page } = visit;
  const enter = async (text) => {
    await page.locator("#key-input").fill(text);
    await page.keyboard.press("Enter");
  };
  await page.locator("#key-dialog[open]").waitFor();
  await visit.isAccessible();
  await enter("wrong");
  await page.getByText("does not know this key").waitFor();
  await enter(key);
  await visit.idle();
  assert.match(await visit.run("6 * 7"), /42/);
  await page.reload();
  await visit.idle();
  assert.equal(await page.evaluate((secret) => JSON.stringify(localStorage).includes(secret), key), false);
  const stranger = await visit.context.newPage();
  await stranger.goto(page.url());
  await stranger.locator("#key-dialog[open]").waitFor();
  await visit.leave();
});
