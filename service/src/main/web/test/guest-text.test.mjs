// Gives every function that sees a program's text a megabyte of it, of many bad kinds, and a second.
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const LENGTH = 1_000_000;
const MOST_MS = 1000;
const RANDOM_TEXTS = 8;

const source = join(dirname(fileURLToPath(import.meta.url)), "../src/guest-text.ts");
const { outputFiles } = await build({
  entryPoints: [source],
  bundle: true,
  format: "esm",
  write: false,
});
const code = Buffer.from(outputFiles[0].contents).toString("base64");
const functions = await import(`data:text/javascript;base64,${code}`);

const PIECES = ["\r", "\n", "\r\n", "a", "\u001b", "\u001b[", "\u001b]", "\u001b[0;", "\u0007", "\\"];
const MORE = ["\u001b]8;;", "/", "out/", "/sandbox/", ".", "%", "http://", "@", "[", " ", "\ud800", "é"];
const ALL = [...PIECES, ...MORE];

/** Numbers from 0 below 1, the same each time. */
function* numbers(seed) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

function random(seed) {
  const next = numbers(seed);
  const few = Array.from({ length: 4 }, () => ALL[Math.floor(next.next().value * ALL.length)]);
  let text = "";
  while (text.length < LENGTH) text += few[Math.floor(next.next().value * few.length)];
  return text;
}

const texts = [
  ...ALL.flatMap((piece) => {
    const many = piece.repeat(Math.ceil(LENGTH / piece.length));
    const half = "a".repeat(LENGTH / 2) + many.slice(0, LENGTH / 2);
    return [many, `\r${half}`, `http://${many}`];
  }),
  ...Array.from({ length: RANDOM_TEXTS }, (_, seed) => random(seed + 1)),
];

for (const [name, use] of Object.entries(functions)) {
  test(`${name} takes a second at most for a megabyte`, () => {
    for (const text of texts) {
      const start = performance.now();
      use(text);
      const took = performance.now() - start;
      assert.ok(took < MOST_MS, `${took} ms for ${JSON.stringify(text.slice(0, 60))}`);
    }
  });
}

test("a carriage return begins its line anew", () => {
  const { overwritten } = functions;
  assert.equal(overwritten("10%\r20%\r30%"), "30%");
  assert.equal(overwritten("a\r\nb\r\r\nc"), "a\nb\nc");
  assert.equal(overwritten("10%\r"), "10%\r");
  assert.equal(overwritten("\r\r"), "\r");
  assert.equal(overwritten("kept\n1\r2\n3\r"), "kept\n2\n3\r");
});

test("escapes leave no trace", () => {
  assert.equal(functions.plain("\u001b[1;31mred\u001b[0m \u001b]8;;http://a\u0007b\u001b]8;;\u0007"), "red b");
});

test("a link shows where it leads", () => {
  const { destination } = functions;
  assert.equal(destination("https://аpple.com/"), "https://xn--pple-43d.com/");
  assert.equal(destination("http://a/\u202egnp.exe"), "http://a/%E2%80%AEgnp.exe");
  assert.equal(destination("javascript:alert(1)"), undefined);
  assert.equal(destination("file:///etc/passwd"), undefined);
  assert.equal(destination("not an address"), undefined);
  assert.equal(destination(`http://a/${"b".repeat(3000)}`), undefined);
});
