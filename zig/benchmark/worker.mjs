// A contestant: runs programs of the set in Pyodide as its standard input says. See contest.py.
//
//     node worker.mjs SET PYODIDE
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';

const [folder, package_] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(package_, 'pyodide.mjs')).href);
const pyodide = await loadPyodide({ stdout: (text) => console.error(text) });

for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const source = path.join(entry.parentPath, entry.name);
  if (entry.isFile()) {
    const target = path.join('/set', path.relative(folder, source));
    pyodide.FS.mkdirTree(path.dirname(target));
    pyodide.FS.writeFile(target, fs.readFileSync(source));
  }
}
pyodide.runPython("import sys; sys.path.insert(0, '/set'); import driver");
const run = pyodide.runPython('lambda request: driver.run(**__import__("json").loads(request))');

function answer(line) {
  try {
    run(line.replaceAll(folder, '/set'));
    return 'ok';
  } catch (e) {
    return `failed ${e}`.replaceAll('\n', ' ');
  }
}

console.log('ready');
for await (const line of readline.createInterface({ input: process.stdin })) {
  console.log(answer(line));
}
