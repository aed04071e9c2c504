import type { FileEntry, Session, Usage } from "./api";
import { make } from "./dom";
import { bytes, duration } from "./format";

const HIGH = 0.8;

/** A bar that says how much of a limit is used. */
class Meter {
  readonly element = make("div", { className: "meter" });
  private readonly value = make("span", { className: "value" }, "–");
  private readonly bar = make("div", { className: "bar" });
  private readonly fill = make("i");

  constructor(label: string) {
    this.bar.setAttribute("role", "meter");
    this.bar.setAttribute("aria-label", label);
    this.bar.setAttribute("aria-valuemin", "0");
    this.bar.setAttribute("aria-valuemax", "100");
    this.bar.append(this.fill);
    this.element.append(make("div", {}, make("span", {}, label), this.value), this.bar);
    this.set(0, 1, "–");
  }

  set(used: number, limit: number, text: string): void {
    const share = Math.min(Math.max(used / limit, 0), 1);
    this.fill.style.width = `${share * 100}%`;
    this.bar.dataset.high = String(share > HIGH);
    this.bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    this.bar.setAttribute("aria-valuetext", text);
    this.value.textContent = text;
  }
}

/** What the session in sight uses of its limits. */
export class UsageBars {
  private readonly cpu = new Meter("CPU, last run");
  private readonly memory = new Meter("Memory");
  private readonly disk = new Meter("Disk");

  constructor(parent: HTMLElement) {
    parent.append(this.cpu.element, this.memory.element, this.disk.element);
  }

  showSession(session: Session): void {
    const limit = session.limits.memory_bytes;
    this.memory.set(session.memory_bytes, limit, of(bytes(session.memory_bytes), bytes(limit)));
  }

  showFiles(session: Session, files: FileEntry[]): void {
    const limit = session.limits.disk_bytes;
    const used = files.reduce((sum, file) => sum + file.size_bytes, 0);
    this.disk.set(used, limit, of(bytes(used), bytes(limit)));
  }

  showRun(session: Session, usage: Usage | undefined): void {
    const limit = session.limits.cpu_time_ms;
    const used = usage?.cpu_ms ?? 0;
    this.cpu.set(used, limit, of(usage ? duration(used) : "–", duration(limit)));
  }
}

function of(used: string, limit: string): string {
  return `${used} of ${limit}`;
}
