// What the tests stand on: the service from its jar, or the one at SERPENTARIUM_TEST_URL, and a way to it that
// can be cut.
import { spawn, execFileSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

const REPOSITORY = new URL("../../../", import.meta.url).pathname;
const START_MS = 300_000;

/** Gives the address of a service, which ends after the tests. */
export async function startService() {
  if (process.env.SERPENTARIUM_TEST_URL) return process.env.SERPENTARIUM_TEST_URL;
  const [port, management] = [await freePort(), await freePort()];
  const jdk = execFileSync(`${REPOSITORY}.mvn/find-jdk`).toString().trim();
  const jar = `${REPOSITORY}service/target/serpentarium-service.jar`;
  const ports = [`--server.port=${port}`, `--management.server.port=${management}`];
  const service = spawn(`${jdk}/bin/java`, ["-XX:TieredStopAtLevel=1", "-jar", jar, ...ports], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  after(() => service.kill());
  process.on("exit", () => service.kill());
  const end = Date.now() + START_MS;
  for (;;) {
    if (service.exitCode !== null || Date.now() > end) throw new Error("the service did not start");
    const answer = await fetch(`http://127.0.0.1:${management}/readyz`).catch(() => undefined);
    if (answer?.ok) return `http://127.0.0.1:${port}`;
    await sleep(100);
  }
}

/** A way to a service whose connections can be cut. */
export async function openWay(url) {
  const { hostname, port } = new URL(url);
  const ends = new Set();
  let connections = 0;
  const server = createServer((client) => {
    connections++;
    const service = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, service],
      [service, client],
    ]) {
      ends.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => ends.delete(from) && to.destroy());
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => ends.forEach((end) => end.destroy());
  after(() => {
    server.close();
    cut();
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut,
    connections: () => connections,
  };
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
