// What the browser tests stand on: the service from its jar, a way to it that can be cut, Chromium.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, connect } from "node:net";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";

export const PATIENCE_MS = 60_000;
const START_MS = 600_000;

const JAR = new URL("../../../../target/serpentarium-service.jar", import.meta.url).pathname;
const JAVA = `${process.env.JAVA_HOME}/bin/java`;
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// A test run that is told to end takes its services with it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** Starts the service and gives its port; it ends after the tests. */
export async function startService(...options) {
  const [port, management] = [await freePort(), await freePort()];
  const ports = [`--server.port=${port}`, `--management.server.port=${management}`];
  const service = spawn(JAVA, ["-XX:TieredStopAtLevel=1", "-jar", JAR, ...ports, ...options], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  after(() => service.kill());
  process.on("exit", () => service.kill());
  await until(async () => {
    if (service.exitCode !== null) throw new Error("the service has ended");
    const answer = await fetch(`http://127.0.0.1:${management}/readyz`).catch(() => undefined);
    return answer?.ok;
  }, START_MS);
  return port;
}

/** Makes a tenant's key, as an operator does. */
export function makeKey(tenant, file) {
  const output = execFileSync(JAVA, ["-jar", JAR, "make-key", tenant, `--file=${file}`], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  return output.toString().trim();
}

/** A way to a port of this machine whose connections can be cut. */
export async function openWay(port) {
  const ends = new Set();
  let isOpen = true;
  const server = createServer((client) => {
    if (!isOpen) return client.destroy();
    const target = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [client, target],
      [target, client],
    ]) {
      ends.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => ends.delete(from) && to.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => ends.forEach((end) => end.destroy());
  after(() => {
    server.close();
    cut();
  });
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    cut,
    close() {
      isOpen = false;
      cut();
    },
    open() {
      isOpen = true;
    },
  };
}

/** Starts Chromium; it ends after the tests. */
export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: QUIET,
  });
  after(() => browser.close());
  return browser;
}

/** Waits for a condition, and fails when it does not come true in time. */
export async function until(condition, patience = PATIENCE_MS) {
  const end = Date.now() + patience;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`never true: ${condition}`);
    await sleep(50);
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
