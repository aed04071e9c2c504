import type { Session, SessionState } from "./api";
import { icon, make } from "./dom";
import { bytes, shortId, time } from "./format";

export const stateWords: Record<SessionState, string> = {
  idle: "idle",
  busy: "busy",
  hibernated: "asleep",
};

export interface SessionListCommands {
  open: (session: Session) => void;
  end: (session: Session) => void;
}

/** The tenant's sessions, newest first. */
export class SessionList {
  private shown = "";

  constructor(
    private readonly list: HTMLElement,
    private readonly commands: SessionListCommands,
  ) {}

  show(sessions: Session[], current: string | undefined): void {
    const next = JSON.stringify([sessions, current]);
    if (next === this.shown) return;
    this.shown = next;
    const focused = document.activeElement?.getAttribute("data-focus");
    this.list.replaceChildren(
      ...sessions
        .toSorted((a, b) => b.created_at.localeCompare(a.created_at))
        .map((session) => this.item(session, session.id === current)),
    );
    if (focused) this.list.querySelector<HTMLElement>(`[data-focus="${focused}"]`)?.focus();
  }

  private item(session: Session, isCurrent: boolean): HTMLElement {
    const memory = bytes(session.memory_bytes);
    const open = make(
      "button",
      { type: "button", className: "open", title: `Since ${time(session.created_at)}` },
      make("span", { className: "dot" }),
      make("span", { className: "name" }, shortId(session.id)),
      make("span", { className: "fine" }, `${stateWords[session.state]} · ${memory}`),
    );
    open.dataset.focus = `open-${session.id}`;
    if (isCurrent) open.setAttribute("aria-current", "true");
    open.addEventListener("click", () => {
      this.commands.open(session);
    });
    const end = make("button", { type: "button", className: "quiet" }, icon("close"));
    end.dataset.focus = `end-${session.id}`;
    end.setAttribute("aria-label", `End session ${shortId(session.id)}`);
    end.addEventListener("click", () => {
      this.commands.end(session);
    });
    const item = make("li", {}, open, end);
    item.dataset.state = session.state;
    return item;
  }
}
