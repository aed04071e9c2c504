// Builds the page into the service's resources, where it is committed. With --check it compares
// instead: exit 1 says which files are not what the sources make.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const committed = join(here, "../resources/io/serpentarium/service/page");

async function bundle() {
  return build({
    absWorkingDir: here,
    entryPoints: { app: "src/main.ts", style: "src/style.css" },
    bundle: true,
    format: "esm",
    target: ["es2022", "chrome111", "firefox115", "safari16.4"],
    minify: true,
    legalComments: "none",
    entryNames: "[name]-[hash]",
    outdir: "assets",
    write: false,
    metafile: true,
  });
}

function named(outputs, start) {
  const name = outputs.map((file) => file.name).find((name) => name.startsWith(start));
  if (!name) throw new Error(`nothing is called ${start}`);
  return name;
}

async function icon() {
  const content = await readFile(join(here, "src/icon.svg"));
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  return { name: `icon-${digest}.svg`, content };
}

async function index(assets) {
  const page = await readFile(join(here, "src/index.html"), "utf8");
  return page
    .replace("{{app}}", `/assets/${named(assets, "app-")}`)
    .replace("{{style}}", `/assets/${named(assets, "style-")}`)
    .replaceAll("{{icon}}", `/assets/${named(assets, "icon-")}`);
}

function bundledPackages(metafile) {
  const packages = Object.keys(metafile.inputs)
    .map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
    .filter(Boolean);
  return [...new Set(packages)].sort();
}

async function notice(name) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file`);
  const text = (await readFile(join(folder, file), "utf8")).replaceAll("\r\n", "\n").trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

async function notices(metafile) {
  const head = "The page of Serpentarium holds these packages, under these licences.\n";
  const texts = await Promise.all(bundledPackages(metafile).map(notice));
  return [head, ...texts].join(`\n${"-".repeat(80)}\n\n`);
}

async function files() {
  const { outputFiles, metafile } = await bundle();
  const assets = outputFiles.map((file) => ({
    name: file.path.slice(dirname(file.path).length + 1),
    content: Buffer.from(file.contents),
  }));
  assets.push(await icon());
  return new Map([
    ...assets.map(({ name, content }) => [`assets/${name}`, content]),
    ["index.html", Buffer.from(await index(assets))],
    ["frame.html", await readFile(join(here, "src/frame.html"))],
    ["third-party-notices.txt", Buffer.from(await notices(metafile))],
  ]);
}

async function write(folder, built) {
  await rm(folder, { recursive: true, force: true });
  for (const [name, content] of built) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

async function listed(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

async function differences(built) {
  const names = new Set([...built.keys(), ...(await listed(committed))]);
  const different = [];
  for (const name of [...names].sort()) {
    const content = await readFile(join(committed, name)).catch(() => undefined);
    if (!content || !built.get(name)?.equals(content)) different.push(name);
  }
  return different;
}

const built = await files();
if (process.argv.includes("--check")) {
  const different = await differences(built);
  if (different.length > 0) {
    console.error(`The committed page is not what its sources make: ${different.join(", ")}`);
    process.exit(1);
  }
} else {
  await write(committed, built);
  const bytes = [...built.values()].reduce((sum, content) => sum + content.length, 0);
  console.log(`${built.size} files, ${bytes} bytes`);
}
