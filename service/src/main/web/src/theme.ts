export type Scheme = "dark" | "light";
type Choice = Scheme | "auto";

const KEPT = "serpentarium.theme";
const NEXT: Record<Choice, Choice> = { auto: "dark", dark: "light", light: "auto" };

/** Dark, light, or as the system has it; the choice is kept for the next visit. */
export class Theme {
  private readonly system = matchMedia("(prefers-color-scheme: dark)");
  private readonly listeners = new Set<(scheme: Scheme) => void>();
  private choice: Choice = kept();

  constructor(private readonly button: HTMLButtonElement) {
    this.system.addEventListener("change", () => {
      this.apply();
    });
    button.addEventListener("click", () => {
      this.choice = NEXT[this.choice];
      localStorage.setItem(KEPT, this.choice);
      this.apply();
    });
    this.apply();
  }

  get scheme(): Scheme {
    if (this.choice !== "auto") return this.choice;
    return this.system.matches ? "dark" : "light";
  }

  /** Calls back now and at each change. */
  watch(listener: (scheme: Scheme) => void): void {
    this.listeners.add(listener);
    listener(this.scheme);
  }

  private apply(): void {
    document.documentElement.dataset.theme = this.scheme;
    const label = `Theme: ${this.choice}`;
    this.button.setAttribute("aria-label", label);
    this.button.title = label;
    for (const listener of this.listeners) listener(this.scheme);
  }
}

function kept(): Choice {
  const choice = localStorage.getItem(KEPT);
  return choice === "dark" || choice === "light" ? choice : "auto";
}
