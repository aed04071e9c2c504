// Drives the door of Piston by its two clients on npm. Usage: doors.mjs URL KEY
import piston from "piston-client";
import pistonApi from "piston-api-client";

const { NodePistonClient } = pistonApi;
const [url, key] = process.argv.slice(2);
const failures = [];
const check = (name, holds, seen) => {
  console.log(`${holds ? "ok  " : "FAIL"} ${name}${holds ? "" : ": " + JSON.stringify(seen)}`);
  if (!holds) failures.push(name);
};

const server = key ? url.replace("://", `://any:${key}@`) : url;
const client = new NodePistonClient({ server, cacheTime: 1 });
const answer = await client.execute({ language: "python", version: "*", files: [{ content: "print('hi')" }] });
check("piston-api-client executes", answer.success && answer.data.run.stdout === "hi\n", answer);

if (key) {
  console.log("left out: piston-client, which can send no key");
} else {
  const result = await piston({ server: url }).execute("python", "import sys; print(sys.argv[1:])");
  check("piston-client executes", result.run?.stdout === "['1', '2', '3']\n", result);
}
process.exit(failures.length ? 1 : 0);
