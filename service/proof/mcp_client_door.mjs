// Drives the door of the Model Context Protocol by the newer of its official SDKs on npm. Usage: mcp_client_door.mjs URL KEY
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

const [url, key] = process.argv.slice(2);
const failures = [];
const check = (name, holds, seen) => {
  console.log(`${holds ? "ok  " : "FAIL"} ${name}${holds ? "" : ": " + JSON.stringify(seen)}`);
  if (!holds) failures.push(name);
};

const headers = key ? { authorization: `Bearer ${key}` } : {};
for (const mode of ["auto", "legacy"]) {
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } });
  const client = new Client({ name: "proof", version: "1" }, { versionNegotiation: { mode } });
  await client.connect(transport);
  const name = `@modelcontextprotocol/client (${mode})`;
  check(`${name} lists tools`, (await client.listTools()).tools[0].name === "run_python");
  const call = async (tool, args) => client.callTool({ name: tool, arguments: args });
  const { session } = (await call("create_session", {})).structuredContent;
  await call("run_python", { code: "x = 41", session });
  const answer = await call("run_python", { code: "x + 1", session });
  check(`${name} keeps variables`, answer.structuredContent.result === "42", answer);
  const code = "from IPython.display import Image, display\ndisplay(Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes(9), format='png'))";
  const shown = (await call("run_python", { code, session })).content;
  check(`${name} sees an image`, shown.some((each) => each.type === "image" && each.mimeType === "image/png"), shown);
  await call("delete_session", { session });
  await client.close();
}
process.exit(failures.length ? 1 : 0);
