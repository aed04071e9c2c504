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
  const session = await visit.session();
  await page.locator("#restart").click();
  await page.locator("#confirm-yes").click();
  await page.locator("#sessions .name", { hasText: session }).waitFor({ state: "detached" });
  await visit.idle();
  const second = await visit.context.newPage();
  await second.goto(page.url());
  await second.locator("#key-input").fill(key);
  await second.keyboard.press("Enter");
  await second.getByText("This is the newest session").waitFor();
  await second.locator("#state[data-state=idle]").waitFor();
  await second.close();
  const stranger = await visit.context.newPage();
  await stranger.goto(page.url());
  await stranger.locator("#key-dialog[open]").waitFor();
  await visit.leave();
});
