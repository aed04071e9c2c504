// Drives the door of the Model Context Protocol by its official SDK on npm. Usage: mcp_door.mjs URL KEY
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [url, key] = process.argv.slice(2);
const failures = [];
const check = (name, holds, seen) => {
  console.log(`${holds ? "ok  " : "FAIL"} ${name}${holds ? "" : ": " + JSON.stringify(seen)}`);
  if (!holds) failures.push(name);
};

const headers = key ? { authorization: `Bearer ${key}` } : {};
const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } });
const client = new Client({ name: "proof", version: "1" });
await client.connect(transport);
check("@modelcontextprotocol/sdk shakes hands", transport.sessionId?.startsWith("ses_"), transport.sessionId);
check("@modelcontextprotocol/sdk lists tools", (await client.listTools()).tools[0].name === "run_python");
const call = (name, args, options) => client.callTool({ name, arguments: args }, undefined, options);
const run = async (code, options) => (await call("run_python", { code }, options)).structuredContent;

await run("x = 6 * 7");
const value = (await run("x")).result;
check("@modelcontextprotocol/sdk keeps variables", value === "42", value);
const seen = [];
const slow = "import time\nfor i in range(3): print(i, flush=True); time.sleep(.05)";
await run(slow, { onprogress: (progress) => seen.push(progress.message) });
check("@modelcontextprotocol/sdk sees progress", seen.join("") === "0\n1\n2\n", seen);
const abort = new AbortController();
setTimeout(() => abort.abort(), 300);
const aborted = await run("while True: pass", { signal: abort.signal }).catch(() => "aborted");
const start = performance.now();
const kept = (await run("x")).result;
check("@modelcontextprotocol/sdk aborts", aborted === "aborted" && kept === "42" && performance.now() - start < 1000, kept);
const unknown = await call("nonsense", {}).catch((error) => error.code);
check("@modelcontextprotocol/sdk is told of an unknown tool", unknown === -32602, unknown);
const wrong = await call("run_python", { code: 1 });
check("@modelcontextprotocol/sdk is told of wrong arguments", wrong.isError, wrong);
await transport.terminateSession();
await client.close();
process.exit(failures.length ? 1 : 0);
