import type { FileEntry } from "./api";
import { make } from "./dom";
import { bytes } from "./format";

/** Files that have a row; a session may have a hundred thousand. */
const SHOWN = 200;

/** After so long a browser has begun to save what it was given. */
const SAVING_MS = 10_000;

/** The files of the session in sight, each of which can be downloaded. */
export class FileList {
  private shown = "";

  constructor(
    private readonly list: HTMLElement,
    private readonly onOpen: (path: string) => void,
  ) {}

  show(entries: FileEntry[]): void {
    const files = entries
      .filter((entry) => entry.type === "file")
      .toSorted((a, b) => a.path.localeCompare(b.path));
    const next = JSON.stringify(files);
    if (next === this.shown) return;
    this.shown = next;
    const focused = document.activeElement?.getAttribute("data-focus");
    const rows = files.slice(0, SHOWN).map((file) => this.row(file));
    const more = files.length - rows.length;
    if (more > 0) rows.push(make("li", { className: "fine" }, `and ${more} more`));
    if (files.length === 0) rows.push(make("li", { className: "fine" }, "none in /sandbox"));
    this.list.replaceChildren(...rows);
    if (focused) this.list.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  }

  private row(file: FileEntry): HTMLElement {
    const open = make(
      "button",
      { type: "button", title: `Download ${file.path}` },
      make("span", { className: "name" }, file.path),
      make("span", { className: "fine" }, bytes(file.size_bytes)),
    );
    open.dataset.focus = `file-${file.path}`;
    open.addEventListener("click", () => {
      this.onOpen(file.path);
    });
    return make("li", {}, open);
  }
}

/** Saves bytes as a file of the visitor's. */
export function save(name: string, content: ArrayBuffer): void {
  const address = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, SAVING_MS);
}
