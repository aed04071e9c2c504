// What the page does to text that programs wrote. Whatever they write, the time that it takes grows
// with its length and no faster: test/guest-text.test.mjs holds every function to that.

// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/** Leaves out what only a terminal understands. */
export function plain(text: string): string {
  return text.replace(ESCAPES, "");
}

/** Lets a carriage return begin its line anew, as progress bars expect. */
export function overwritten(text: string): string {
  if (!text.includes("\r")) return text;
  const lines = text.split("\n");
  const last = lines.length - 1;
  return lines.map((line, i) => drawn(line, i === last)).join("\n");
}

/** What is seen of a line; whether more may follow on it, which a return at its end waits for. */
function drawn(line: string, isOpen: boolean): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === "\r") end--;
  const start = end === 0 ? 0 : line.lastIndexOf("\r", end - 1) + 1;
  return line.slice(start, end) + (isOpen && end < line.length ? "\r" : "");
}

/** Ends text with a line break. */
export function ended(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

const LONGEST_ADDRESS = 2048;

/** Where a link leads, as its reader should see it; nothing for what is no address of the web. */
export function destination(address: string): string | undefined {
  if (address.length > LONGEST_ADDRESS || !URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}

const PICTURE_FOLDER = /^(?:\/sandbox\/)?out\//;

/** A path below the folder of pictures without that folder; nothing for any other path. */
export function pictureName(path: string): string | undefined {
  return PICTURE_FOLDER.test(path) ? path.replace(PICTURE_FOLDER, "") : undefined;
}

/** The ending of a path's last part, in lower case. */
export function extension(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1).toLowerCase();
}
