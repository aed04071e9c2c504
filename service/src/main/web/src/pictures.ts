import type { Api, FileEntry } from "./api";
import { make } from "./dom";
import { extension, pictureName } from "./guest-text";

const TYPES: Record<string, string> = { png: "image/png", svg: "image/svg+xml" };
const LARGEST_BYTES = 8 * 1024 * 1024;
const MOST_AT_ONCE = 20;

/**
 * Finds the pictures that programs of a session have written to /sandbox/out since it last looked.
 * Each is shown as an image of bytes: the script of an SVG does not run there.
 */
export class Pictures {
  private seen: Map<string, string> | undefined;

  constructor(
    private readonly api: Api,
    private readonly sessionId: string,
  ) {}

  /** The figures to show now; none at the first look, which finds what there was already. */
  async fresh(files: FileEntry[]): Promise<HTMLElement[]> {
    const found = files.filter(isPicture);
    const seen = this.seen;
    this.seen = new Map(found.map((file) => [file.path, version(file)]));
    if (!seen) return [];
    const changed = found.filter((file) => seen.get(file.path) !== version(file));
    return Promise.all(changed.slice(0, MOST_AT_ONCE).map((file) => this.figure(file)));
  }

  private async figure(file: FileEntry): Promise<HTMLElement> {
    const content = await this.api.file(this.sessionId, file.path);
    const type = TYPES[extension(file.path)] ?? "";
    const address = URL.createObjectURL(new Blob([content], { type }));
    const name = pictureName(file.path) ?? file.path;
    const image = make("img", { alt: name });
    image.addEventListener("error", () => {
      image.replaceWith(make("p", { className: "problem" }, `${name} is no picture.`));
    });
    image.addEventListener("load", () => {
      image.width = image.naturalWidth;
    });
    image.src = address;
    const link = make("a", { href: address, download: name }, name);
    return make("figure", {}, image, make("figcaption", {}, link));
  }
}

function isPicture(file: FileEntry): boolean {
  return (
    pictureName(file.path) !== undefined &&
    extension(file.path) in TYPES &&
    file.size_bytes <= LARGEST_BYTES
  );
}

function version(file: FileEntry): string {
  return `${file.modified_at} ${file.size_bytes}`;
}
