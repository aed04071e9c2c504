import { make } from "./dom";

/** Something that a program has displayed, by MIME types; bytes are in base64. */
export interface Display {
  data: Record<string, unknown>;
  display_id: string | null;
}

const IMAGES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const MOST = 200;
const HIGHEST_PX = 2000;

/**
 * What one run has displayed. Images are shown as bytes, HTML in a frame of an origin of its own,
 * whose policy lets it reach nothing: the page's key, its document and the network are not there.
 */
export class Displays {
  readonly element = make("div", { className: "displays" });
  private isClearing = false;

  constructor(private readonly onGrow: () => void) {}

  /** Shows something; an update takes the place of what was displayed under its id. */
  add(display: Display, isUpdate: boolean): void {
    if (this.isClearing) this.clear(false);
    const former = isUpdate ? this.of(display.display_id) : [];
    if (isUpdate) for (const each of former) each.replaceWith(this.shown(display));
    else this.append(this.shown(display));
    this.onGrow();
  }

  /** Removes everything, immediately or when new output arrives. */
  clear(isLater: boolean): void {
    this.isClearing = isLater;
    if (!isLater) this.element.replaceChildren();
  }

  /** Shows what a run shows in the end, in the place of what was shown meanwhile. */
  settle(displays: Display[]): void {
    this.clear(false);
    for (const display of displays) this.add(display, false);
  }

  /** Shows a value by the richest of its types. */
  value(data: Record<string, unknown>): void {
    this.isClearing = false;
    this.add({ data, display_id: null }, false);
  }

  private of(id: string | null): HTMLElement[] {
    return [...this.element.children].filter(
      (each): each is HTMLElement => each instanceof HTMLElement && each.dataset.display === id,
    );
  }

  private append(shown: HTMLElement): void {
    if (this.element.childElementCount >= MOST) this.element.firstElementChild?.remove();
    this.element.append(shown);
  }

  private shown({ data, display_id }: Display): HTMLElement {
    const shown = this.richest(data);
    if (display_id !== null) shown.dataset.display = display_id;
    return shown;
  }

  private richest(data: Record<string, unknown>): HTMLElement {
    const html = text(data["text/html"]);
    if (html !== undefined) return this.frame(html);
    const svg = text(data["image/svg+xml"]);
    if (svg !== undefined) return this.image(new Blob([svg], { type: "image/svg+xml" }), data);
    for (const type of IMAGES) {
      const bytes = decoded(text(data[type]));
      if (bytes) return this.image(new Blob([bytes], { type }), data);
    }
    return words(data);
  }

  private image(content: Blob, data: Record<string, unknown>): HTMLElement {
    const address = URL.createObjectURL(content);
    const image = make("img", { alt: text(data["text/plain"]) ?? "A picture" });
    const holder = make("div", { className: "display" }, image);
    image.addEventListener("load", () => {
      URL.revokeObjectURL(address);
      this.onGrow();
    });
    image.addEventListener("error", () => {
      URL.revokeObjectURL(address);
      image.replaceWith(words(data));
    });
    image.src = address;
    return holder;
  }

  private frame(html: string): HTMLElement {
    const frame = make("iframe", { title: "HTML that the program displayed" });
    frame.setAttribute("sandbox", "allow-scripts");
    frame.src = "/display-frame";
    const hear = ({ source, data }: MessageEvent<unknown>): void => {
      if (!frame.isConnected) {
        removeEventListener("message", hear);
      } else if (source !== frame.contentWindow) {
        return;
      } else if (data === "ready") {
        frame.contentWindow?.postMessage(html, "*");
      } else if (typeof data === "number" && data > 0) {
        frame.style.height = `${Math.min(Math.ceil(data), HIGHEST_PX)}px`;
        this.onGrow();
      }
    };
    addEventListener("message", hear);
    return make("div", { className: "display" }, frame);
  }
}

/** A bundle for who can show text only. */
function words(data: Record<string, unknown>): HTMLElement {
  const types = ["text/plain", "text/markdown", "text/latex", ...Object.keys(data)];
  const type = types.find((each) => data[each] !== undefined);
  const value = type === undefined ? "" : data[type];
  return make("pre", { className: "display" }, text(value) ?? JSON.stringify(value, null, 2));
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function decoded(base64: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (base64 === undefined) return undefined;
  try {
    return Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
  } catch {
    return undefined;
  }
}
