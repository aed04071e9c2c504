import { overwritten, plain } from "./guest-text";

/** Characters of one run that stay on the page; older ones are dropped. */
const KEPT = 200_000;

export type Stream = "stdout" | "stderr" | "stdin";

export interface TextPart {
  stream: Stream;
  text: string;
}

/** A run's text as it comes, painted once a frame however often it comes. */
export class Transcript {
  private waiting: TextPart[] = [];
  private frame: number | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly onPaint: () => void,
  ) {}

  add(stream: Stream, text: string): void {
    const last = this.waiting.at(-1);
    if (last?.stream === stream) last.text = this.newest(last.text + text);
    else this.waiting.push({ stream, text: this.newest(text) });
    this.frame ??= requestAnimationFrame(() => {
      this.paint();
    });
  }

  /** All that is shown, as it can be added to another. */
  parts(): TextPart[] {
    this.paint();
    return [...this.element.children].map((span) => ({
      stream: span.className as Stream,
      text: span.textContent,
    }));
  }

  private newest(text: string): string {
    if (text.length > KEPT) this.element.dataset.cut = "true";
    return text.slice(-KEPT);
  }

  private paint(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    for (const { stream, text } of this.waiting) this.append(stream, plain(text));
    this.waiting = [];
    this.trim();
    this.onPaint();
  }

  private append(stream: Stream, text: string): void {
    const last = this.element.lastElementChild;
    if (last?.className === stream) {
      last.textContent = overwritten(last.textContent + text);
      return;
    }
    const span = document.createElement("span");
    span.className = stream;
    span.textContent = overwritten(text);
    this.element.append(span);
  }

  private trim(): void {
    let surplus = this.element.textContent.length - KEPT;
    if (surplus > 0) this.element.dataset.cut = "true";
    for (const span of [...this.element.children]) {
      if (surplus <= 0) return;
      const length = span.textContent.length;
      if (length <= surplus) span.remove();
      else span.textContent = span.textContent.slice(surplus);
      surplus -= length;
    }
  }
}
