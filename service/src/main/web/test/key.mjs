import assert from "node:assert/strict";
import test from "node:test";
import { browser, key, tenantedUrl } from "./stage.mjs";
import { Visit } from "./visit.mjs";

test("lets a tenant in by a key that stays in the tab", async () => {
  const visit = await Visit.open(browser, tenantedUrl);
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
