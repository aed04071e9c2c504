import type { SessionState } from "./api";
import { button, byId } from "./dom";
import { stateWords } from "./session-list";
import type { Workspace } from "./workspace";

type Badge = SessionState | "none" | "connecting";

const BADGES: Record<Badge, string> = {
  ...stateWords,
  none: "no session",
  connecting: "connecting…",
};

export interface ToolbarCommands {
  run: () => void;
  runSelection: () => void;
  interrupt: () => void;
  restart: () => void;
  fork: () => void;
  snapshot: () => void;
  restore: () => void;
}

type Name = keyof ToolbarCommands;

const IDS: Record<Name, string> = {
  run: "run",
  runSelection: "run-selection",
  interrupt: "interrupt",
  restart: "restart",
  fork: "fork",
  snapshot: "snapshot",
  restore: "restore",
};

/**
 * The buttons for the session in sight. One that cannot be used now stays in the order of the
 * keyboard, so that the focus is not lost when a run begins.
 */
export class Toolbar {
  private readonly buttons = new Map<Name, HTMLButtonElement>();
  private readonly state = byId("state", HTMLElement);

  constructor(private readonly commands: ToolbarCommands) {
    for (const [name, id] of Object.entries(IDS) as [Name, string][]) {
      const control = button(id);
      this.buttons.set(name, control);
      control.addEventListener("click", () => {
        this.press(name);
      });
    }
  }

  /** Does what a button does, if it can be used now. */
  press(name: Name): void {
    if (this.buttons.get(name)?.ariaDisabled !== "true") this.commands[name]();
  }

  /** Shows what can be done now. */
  show(workspace: Workspace | undefined, hasSnapshots: boolean): void {
    const state = badge(workspace);
    const idle = state === "idle" || state === "hibernated";
    for (const name of ["run", "runSelection"] as const) {
      this.enable(name, idle || state === "none"); // which then makes a session
    }
    for (const name of ["fork", "snapshot"] as const) this.enable(name, idle);
    this.enable("interrupt", state === "busy");
    this.enable("restart", idle || state === "busy" || (workspace?.isGone ?? false));
    this.enable("restore", idle && hasSnapshots);
    if (this.state.dataset.state === state) return;
    this.state.dataset.state = state;
    this.state.textContent = BADGES[state];
  }

  private enable(name: Name, enabled: boolean): void {
    const control = this.buttons.get(name);
    if (control) control.ariaDisabled = String(!enabled);
  }
}

function badge(workspace: Workspace | undefined): Badge {
  if (!workspace || workspace.isGone) return "none";
  return workspace.isConnected ? workspace.state : "connecting";
}
