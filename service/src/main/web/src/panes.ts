const ORDER = ["sessions", "editor", "output", "terminal"];

/** Moves between the panes: by F6, and on small screens by tabs, which show one at a time. */
export class Panes {
  private readonly tabs = [...document.querySelectorAll<HTMLButtonElement>(".tabs [data-pane]")];

  /** @param focus puts the focus into a pane by its name */
  constructor(private readonly focus: (pane: string) => void) {
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => {
        this.show(tab.dataset.pane ?? "editor");
      });
    }
    document.addEventListener("keydown", (event) => {
      if (event.key !== "F6") return;
      event.preventDefault();
      this.step(event.shiftKey ? -1 : 1);
    });
    this.show("editor");
  }

  /** Brings a pane to sight where only one is. */
  show(pane: string): void {
    document.body.dataset.pane = pane;
    for (const tab of this.tabs) {
      if (tab.dataset.pane === pane) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
  }

  private step(by: number): void {
    const here = document.activeElement?.closest<HTMLElement>(".pane")?.dataset.name ?? "";
    const from = here === "" && by < 0 ? 0 : ORDER.indexOf(here);
    const next = ORDER[(from + by + ORDER.length) % ORDER.length] ?? "editor";
    this.show(next);
    this.focus(next);
  }
}
