import type { Execution } from "./api";
import { type Display, Displays } from "./displays";
import { make } from "./dom";
import { duration } from "./format";
import { ended } from "./guest-text";
import { type TextPart, Transcript } from "./transcript";

const ENTRIES = 50;

/** A run as a page keeps it for the one that is loaded after it; what it shows beside text is not kept. */
export interface KeptEntry {
  title: string;
  status: string;
  words: string;
  figures: string;
  text: TextPart[];
  result: string | null;
  isCut: boolean;
  /** What it asks for, if it waits for input. */
  prompt: string | null;
  lastEvent: string | undefined;
}

/** Where a run's input goes. */
export interface InputSink {
  line: (text: string) => void;
  end: () => void;
}

/** What one session's runs have printed, newest last. */
export class Output {
  private entries: OutputEntry[] = [];
  readonly element = make("div", { className: "log scroll", tabIndex: 0 });

  constructor() {
    this.element.setAttribute("role", "log");
    this.element.setAttribute("aria-label", "Output of runs");
    this.clear();
  }

  clear(): void {
    for (const entry of this.entries) entry.discard();
    this.entries = [];
    this.element.replaceChildren(
      make("p", { className: "empty" }, "Run the file, and what it prints appears here."),
    );
  }

  /** Opens the entry of a run, or of pictures that came without one. */
  open(title: string): OutputEntry {
    this.element.querySelector(".empty")?.remove();
    while (this.entries.length >= ENTRIES) this.entries.shift()?.discard();
    const entry = new OutputEntry(title, () => {
      this.element.scrollTop = this.element.scrollHeight;
    });
    this.entries.push(entry);
    this.element.append(entry.element);
    return entry;
  }

  /** What it shows, oldest first. */
  kept(): KeptEntry[] {
    return this.entries.map((entry) => entry.kept());
  }
}

/** One run: what it printed, asked, showed, and how it ended. */
export class OutputEntry {
  readonly element = make("article", { className: "run" });
  private readonly status = make("span", { className: "status" }, "running");
  private readonly figures = make("span", { className: "figures" });
  private readonly text = make("pre", { className: "text" });
  private readonly pictures = make("div", { className: "pictures" });
  private readonly transcript: Transcript;
  private readonly displays: Displays;
  private result: string | null = null;
  private isRestored = false;
  private prompt: string | null = null;
  /** Tells the id of the newest event of its run. */
  lastEvent: () => string | undefined = () => undefined;

  constructor(
    private readonly title: string,
    private readonly onGrow: () => void,
  ) {
    this.transcript = new Transcript(this.text, onGrow);
    this.displays = new Displays(onGrow);
    this.element.dataset.status = "running";
    this.element.append(
      make("header", {}, make("span", { className: "title" }, title), this.status, this.figures),
      this.text,
      this.displays.element,
      this.pictures,
    );
  }

  kept(): KeptEntry {
    return {
      title: this.title,
      status: this.element.dataset.status ?? "",
      words: this.status.textContent,
      figures: this.figures.textContent,
      text: this.transcript.parts(),
      result: this.result,
      isCut: this.element.querySelector(".cut") !== null,
      prompt: this.prompt,
      lastEvent: this.lastEvent(),
    };
  }

  /** Shows what was kept of a run. */
  restore(kept: KeptEntry): void {
    this.isRestored = true;
    for (const { stream, text } of kept.text) this.transcript.add(stream, text);
    this.showResult(kept.result, kept.isCut);
    this.figures.textContent = kept.figures;
    if (kept.status !== "running") this.settle(kept.status, kept.words);
  }

  /** Takes it off the page, and lets go of its pictures. */
  discard(): void {
    for (const link of this.element.querySelectorAll("a")) URL.revokeObjectURL(link.href);
    this.element.remove();
  }

  print(stream: "stdout" | "stderr", text: string): void {
    this.transcript.add(stream, text);
  }

  display(display: Display, isUpdate: boolean): void {
    this.displays.add(display, isUpdate);
  }

  /** Removes the displayed output, immediately or when new output arrives. */
  clear(isLater: boolean): void {
    this.displays.clear(isLater);
  }

  /** Shows a line to type in; what is typed becomes part of the output. */
  ask(prompt: string, sink: InputSink): void {
    this.element.querySelector("form")?.remove();
    this.prompt = prompt;
    const form = make("form", { className: "ask" });
    const input = make("input", { type: "text", autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-label", prompt.trim() || "Input of the program");
    const end = make("button", { type: "button", title: "Ctrl-D" }, "End of input");
    form.append(input, make("button", { type: "submit" }, "Enter"), end);
    const close = (typed: string): void => {
      this.transcript.add("stdin", `${typed}\n`);
      this.prompt = null;
      form.remove();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      close(input.value);
      sink.line(input.value);
    });
    const endInput = (): void => {
      close("");
      sink.end();
    };
    end.addEventListener("click", endInput);
    input.addEventListener("keydown", (event) => {
      if (!event.ctrlKey || event.key !== "d" || input.value !== "") return;
      event.preventDefault();
      endInput();
    });
    this.text.after(form);
    input.focus();
    this.onGrow();
  }

  show(...pictures: HTMLElement[]): void {
    this.pictures.append(...pictures);
    for (const image of this.pictures.querySelectorAll("img")) {
      image.addEventListener("load", this.onGrow, { once: true });
    }
  }

  end(execution: Execution): void {
    if (execution.error) this.transcript.add("stderr", ended(execution.error.traceback));
    if (this.isRestored) this.displays.settle(execution.displays);
    if (execution.result_data) this.displays.value(execution.result_data);
    const result = execution.result_data ? null : execution.result;
    this.showResult(result, execution.stdout_truncated || execution.stderr_truncated);
    const { wall_ms, cpu_ms } = execution.usage;
    this.figures.textContent = `${duration(wall_ms)} · CPU ${duration(cpu_ms)}`;
    this.settle(execution.status, words(execution));
  }

  /** Says that no result will come. */
  fail(reason: string): void {
    this.settle("failed", reason);
  }

  private showResult(result: string | null, isCut: boolean): void {
    this.result = result;
    if (result !== null) this.text.after(make("pre", { className: "result" }, result));
    if (isCut) this.text.after(make("p", { className: "cut" }, "Output cut: its limit is met."));
  }

  /** Says how it ended. */
  settle(status: string, text: string): void {
    this.element.querySelector("form")?.remove();
    this.prompt = null;
    this.element.dataset.status = status;
    this.status.textContent = text;
    this.onGrow();
  }
}

function words(execution: Execution): string {
  const parts = [reason(execution)];
  if (execution.session_state === "rolled_back") parts.push("state of before the run");
  if (execution.session_state === "lost") parts.push("the session is lost");
  if (execution.stdout_truncated || execution.stderr_truncated) parts.push("output cut");
  return parts.join(", ");
}

function reason(execution: Execution): string {
  switch (execution.status) {
    case "completed":
      return "done";
    case "raised":
      return execution.error?.name ?? "raised";
    case "exited":
      return `exit ${execution.exit_code ?? 0}`;
    case "limit_exceeded":
      return `over its limit: ${execution.limit?.replace("_", " ") ?? "unknown"}`;
    default:
      return execution.status;
  }
}
