// What the tests share: a service in local mode with a way to it, one with a tenant, and Chromium.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { makeKey, openWay, startBrowser, startService } from "./harness.mjs";

const folder = await mkdtemp(join(tmpdir(), "serpentarium-page-"));
after(() => rm(folder, { recursive: true }));
const tenants = join(folder, "tenants.json");
export const key = makeKey("ada", tenants);
const file = JSON.parse(await readFile(tenants, "utf8"));
file.tenants[0].sessions = 1;
await writeFile(tenants, JSON.stringify(file));

const [local, tenanted] = await Promise.all([
  startService(),
  startService(`--serpentarium.tenants.file=${tenants}`),
]);
export const way = await openWay(local);
export const tenantedUrl = `http://127.0.0.1:${tenanted}/`;
export const browser = await startBrowser();
