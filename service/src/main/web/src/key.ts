import { dialog } from "./dialogs";
import { button, byId } from "./dom";

const KEPT = "serpentarium.key";

/**
 * The tenant's key: in this tab's session storage, and nowhere else. With another key the page
 * begins anew, so that nothing of one tenant stays for the next.
 */
export class Key {
  /** Whether the page is about to begin anew with another key. */
  isChanging = false;
  private readonly box = dialog("key-dialog");
  private readonly input = byId("key-input", HTMLInputElement);
  private readonly change = button("key");

  constructor() {
    this.change.hidden = this.value === null;
    this.change.addEventListener("click", () => {
      this.ask();
    });
    this.box.addEventListener("submit", (event) => {
      event.preventDefault();
      this.isChanging = true;
      sessionStorage.setItem(KEPT, this.input.value.trim());
      location.reload();
    });
  }

  get value(): string | null {
    return sessionStorage.getItem(KEPT);
  }

  /** Says that the service wants a key, or another one. */
  refuse(): void {
    if (!this.box.open) this.ask(this.value === null ? "" : "The service does not know this key.");
  }

  private ask(problem = ""): void {
    byId("key-problem", HTMLElement).textContent = problem;
    this.box.showModal();
  }
}
