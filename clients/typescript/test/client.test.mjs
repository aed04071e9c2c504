import assert from "node:assert/strict";
import test from "node:test";
import { ApiError, Serpentarium, SerpentariumError, UnreachableError } from "../dist/index.js";
import { freePort, openWay, startService } from "./harness.mjs";

/** Far below the five seconds for which the service waits for a stream to be resumed. */
const PROMPT_MS = 1500;

const url = await startService();
const service = new Serpentarium({ url });

/** A test with a session of its own. */
function inSession(name, use, options) {
  test(name, async () => {
    const session = await service.session(options);
    try {
      await use(session);
    } finally {
      await session.close();
    }
  });
}

const isAbort = (failure) => failure.name === "AbortError";

async function isFreeAtOnce(session, since) {
  assert.equal((await session.execute("1 + 1")).result, "2");
  assert.ok(performance.now() - since < PROMPT_MS);
}

test("runs a program with input, arguments and files", async () => {
  const execution = await service.run(
    "import sys\nprint(sys.argv[1:], input())\nopen('out', 'wb').write(b'\\xff'); open('in').read()",
    { stdin: "typed\n", args: ["a", "b c"], files: { in: "text" }, returnFiles: ["out"] },
  );
  assert.equal(execution.stdout, "['a', 'b c'] typed\n");
  assert.deepEqual(execution.files, [{ path: "out", content_base64: "/w==" }]);
  assert.equal(execution.session_id, null);
});

test("runs a program once by a key", async () => {
  const idempotencyKey = crypto.randomUUID();
  const runs = [1, 2].map(() => service.run("import time; time.time()", { idempotencyKey }));
  // Whichever comes first runs; the other may be refused while that lasts.
  const first = (await Promise.allSettled(runs)).find(({ status }) => status === "fulfilled");
  const again = await service.run("import time; time.time()", { idempotencyKey });
  assert.equal(again.id, first.value.id);
});

test("ends a run that is aborted", async () => {
  const signal = AbortSignal.timeout(300);
  await assert.rejects(service.run("while True: pass", { signal }), { name: "TimeoutError" });
});

test("tells in typed errors what the service refuses", async () => {
  await assert.rejects(service.session({ limits: { wall_time_ms: 10 ** 9 } }), (failure) => {
    assert.ok(failure instanceof ApiError && failure instanceof SerpentariumError);
    assert.equal(failure.status, 400);
    assert.equal(failure.code, "limit_too_high");
    assert.equal(failure.errors[0].pointer, "/limits/wall_time_ms");
    return true;
  });
  await assert.rejects(service.attach("ses_none"), { status: 404, code: "session_not_found" });
});

inSession("keeps a session's state, and streams what happens", async (session) => {
  await session.execute("x = 20");
  const events = [];
  for await (const event of session.stream("print('a')\nn = input('? ')\nx * 2 + len(n)", { stdinOpen: true })) {
    events.push(event);
    if (event.type === "input_request") await session.writeStdin("ab\n");
  }
  assert.deepEqual([events[0].type, events.at(-1).type], ["started", "result"]);
  assert.ok(events.some(({ type, prompt }) => type === "input_request" && prompt === "? "));
  assert.equal(events.at(-1).execution.result, "42");
});

inSession("tells what is displayed, and what a value is beside its text", async (session) => {
  const code = "from IPython.display import HTML, display\ndisplay(HTML('<b>'), display_id='d')\nHTML('<i>')";
  const channel = await session.channel();
  const shown = [];
  const wait = channel.execute("import time; time.sleep(0.2)");
  const execution = await channel.execute(code, { queue: true, onDisplay: (each) => shown.push(each) });
  assert.equal((await wait).status, "completed");
  assert.deepEqual(shown.map(({ data, display_id, update }) => [data["text/html"], display_id, update]), [
    ["<b>", "d", false],
  ]);
  assert.equal(execution.result_data["text/html"], "<i>");
  assert.equal(execution.displays.length, 1);
  channel.close();
  const runs = await Promise.all([1, 2, 3].map((n) => session.execute(`x = ${n}; x`, { queue: true })));
  assert.deepEqual(runs.map(({ result }) => result), ["1", "2", "3"]);
});

inSession("asks for input until there is no more", async (session) => {
  const lines = ["one", "two", null];
  const printed = [];
  const execution = await session.execute("import sys\nprint(input('a'))\nsys.stdin.read()", {
    stdin: () => lines.shift(),
    onStdout: (text) => printed.push(text),
  });
  assert.equal(execution.result, "'two\\n'");
  assert.equal(printed.join(""), "aone\n");
});

for (const code of ["while True: pass", "import time; time.sleep(60)"]) {
  inSession(`interrupts what is aborted: ${code}`, async (session) => {
    const abort = new AbortController();
    const running = session.execute(`x = 1\nprint('on')\n${code}`, {
      signal: abort.signal,
      onStdout: () => abort.abort(),
    });
    await assert.rejects(running, isAbort);
    await isFreeAtOnce(session, performance.now());
    assert.equal((await session.execute("x")).result, "1");
  });
}

inSession("frees the session whenever it is aborted", async (session) => {
  for (const wait of [0, 1, 3, 10, 30, 100]) {
    const signal = AbortSignal.timeout(wait);
    await assert.rejects(session.execute("while True: pass", { signal }), { name: "TimeoutError" });
    await isFreeAtOnce(session, performance.now());
  }
});

inSession("interrupts a program whose stream is left, or whose listener fails", async (session) => {
  for await (const event of session.stream("print('on')\nwhile True: pass")) {
    if (event.type === "stdout") break;
  }
  await isFreeAtOnce(session, performance.now());
  const onStdout = () => {
    throw new RangeError("no more");
  };
  await assert.rejects(session.execute("print('on')\nwhile True: pass", { onStdout }), RangeError);
  await isFreeAtOnce(session, performance.now());
});

inSession("reads, writes, lists and deletes files", async (session) => {
  const path = "ü folder/a#%?.bin";
  await session.execute("import os; os.mkdir('ü folder')");
  await session.files.write(path, new Uint8Array([0, 255]));
  assert.deepEqual([...(await session.files.read(path))], [0, 255]);
  await session.execute("for i in range(1100): open(f'f{i}', 'w').close()");
  assert.equal((await session.files.list("f")).length, 1100);
  await session.files.write("text", "héllo");
  assert.equal(await session.files.text("text"), "héllo");
  await session.files.delete(path);
  await assert.rejects(session.files.read(path), { code: "file_not_found" });
});

inSession("takes snapshots, restores, forks, undoes", async (session) => {
  await session.execute("x = 1");
  const kept = await session.snapshot();
  await session.execute("x = 2");
  const [copy] = await session.fork();
  await session.restore(kept.id);
  const brought = await service.importSnapshot(await service.exportSnapshot(kept.id));
  const third = await service.session({ snapshotId: brought.id });
  const results = [session, copy, third].map(async (each) => (await each.execute("x")).result);
  assert.deepEqual(await Promise.all(results), ["1", "2", "1"]);
  assert.equal((await service.snapshot(brought.id)).session_id, null);
  await Promise.all([copy.close(), third.close()]);
  for (const { id } of [kept, brought]) await service.deleteSnapshot(id);
});

inSession(
  "undoes executions, lists sessions, describes the service",
  async (session) => {
    for (const code of ["x = 1", "x = 2", "x = 3"]) await session.execute(code);
    await session.undo(2);
    assert.equal((await session.execute("x")).result, "1");
    const ids = [];
    for await (const { id } of service.sessions()) ids.push(id);
    assert.ok(ids.includes(session.id));
    assert.match((await service.info()).python.version, /^3\.13/);
  },
  { history: 4 },
);

test("grades a submission, and tells of each test as it ends", async () => {
  const heard = [];
  const code = "def area(r): return r * r\nif __name__ == '__main__': print(area(int(input('r? '))))";
  const plan = {
    module: "homework",
    tests: [
      { id: "function", check: "assert area(2) == 4" },
      { id: "printed", stdin: "3\n", expected_stdout: "9", comparison: "trim", ignore_prompts: true },
      { id: "wrong", check: "assert area(1) > 3", points: 2 },
      { id: "suite", file: "test_x.py", content: "from homework import area\ndef test_two(): assert area(2) == 4" },
    ],
  };
  const grading = await service.grade(code, plan, { onTest: (result) => heard.push(result) });
  assert.deepEqual(
    grading.tests.map(({ id, verdict }) => `${id} ${verdict}`),
    ["function passed", "printed passed", "wrong wrong_answer", "suite::test_two passed"],
  );
  assert.deepEqual([grading.score, grading.maximum_score], [3, 5]);
  assert.deepEqual(grading.tests[2].error.values, { left: "1", operator: ">", right: "3" });
  const byId = (one, other) => one.id.localeCompare(other.id);
  assert.deepEqual(heard.toSorted(byId), grading.tests.toSorted(byId));
  const graded = {};
  const submissions = [
    { id: "ann", code },
    { id: "bob", code: "area = None" },
    { id: "two", code: "from helper import area", files: { "helper.py": code } },
  ];
  for await (const each of service.gradeAll(plan, submissions)) graded[each.id] = each.grading.score;
  assert.deepEqual(graded, { ann: 3, bob: 0, two: 2 });
});

inSession("runs, feeds and interrupts over a channel", async (session) => {
  const states = [];
  const refused = [];
  const channel = await session.channel({
    onState: (state) => states.push(state),
    onRefused: ({ code }) => refused.push(code),
  });
  const printed = [];
  const run = {
    onStdout: (text) => printed.push(text),
    onInputRequest: () => channel.stdin("Ada\n"),
  };
  assert.equal((await channel.execute("x = input('Name: ')\nprint('ü' * 70000)\nx", run)).result, "'Ada'");
  assert.equal(printed.join(""), `Name: ${"ü".repeat(70_000)}\n`);
  const abort = new AbortController();
  const looping = channel.execute("print('on')\nwhile True: pass", {
    signal: abort.signal,
    onStdout: () => abort.abort(),
  });
  await assert.rejects(channel.execute("2"), { code: "session_busy" });
  assert.equal((await looping).status, "interrupted");
  channel.stdin("nobody reads");
  assert.equal((await channel.execute("x")).result, "'Ada'");
  assert.deepEqual(refused, ["not_running"]);
  assert.ok(states.includes("busy") && states.includes("idle"));
  const left = channel.execute("while True: pass");
  channel.close();
  await assert.rejects(left, UnreachableError);
});

test("goes on where a stream broke off", async () => {
  const way = await openWay(url);
  const through = new Serpentarium({ url: way.url });
  const session = await through.session();
  const heard = [];
  const onStdout = (text) => {
    heard.push(text);
    if (text === "1\n" || text === "3\n") way.cut();
  };
  const code = "import time\nfor i in range(6):\n  print(i); time.sleep(.1)\ni";
  assert.equal((await session.execute(code, { onStdout })).result, "5");
  assert.deepEqual(heard, ["0\n", "1\n", "2\n", "3\n", "4\n", "5\n"]);
  assert.ok(way.connections() >= 3);
  await session.close();
});

test("names an address that nobody listens at", async () => {
  const port = await freePort();
  const nowhere = new Serpentarium({ url: `http://127.0.0.1:${port}/v1/` });
  await assert.rejects(nowhere.run("1"), (failure) => {
    assert.ok(failure instanceof UnreachableError && !failure.sent);
    assert.match(failure.message, /^http:\/\/127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/);
    return true;
  });
});
