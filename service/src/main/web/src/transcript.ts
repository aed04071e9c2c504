/** Characters of one run that stay on the page; older ones are dropped. */
const KEPT = 200_000;

// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

export type Stream = "stdout" | "stderr" | "stdin";

/** A run's text as it comes, painted once a frame however often it comes. */
export class Transcript {
  private waiting: { stream: Stream; text: string }[] = [];
  private frame: number | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly onPaint: () => void,
  ) {}

  add(stream: Stream, text: string): void {
    const last = this.waiting.at(-1);
    if (last?.stream === stream) last.text = (last.text + text).slice(-KEPT);
    else this.waiting.push({ stream, text });
    this.frame ??= requestAnimationFrame(() => {
      this.paint();
    });
  }

  private paint(): void {
    this.frame = undefined;
    for (const { stream, text } of this.waiting) this.append(stream, text.replace(ESCAPES, ""));
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
    for (const span of [...this.element.children]) {
      if (surplus <= 0) return;
      const length = span.textContent.length;
      if (length <= surplus) span.remove();
      else span.textContent = span.textContent.slice(surplus);
      surplus -= length;
    }
  }
}

/** Lets a carriage return begin its line anew, as progress bars expect. */
function overwritten(text: string): string {
  return text.includes("\r") ? text.replace(/\r+\n/g, "\n").replace(/[^\n]*\r(?=.)/g, "") : text;
}
