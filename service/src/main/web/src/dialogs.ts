import type { Snapshot } from "./api";
import { byId, make } from "./dom";
import { bytes, shortId, time } from "./format";

const NOTICE_MS = 6000;

/** Says something at the page's edge for some seconds. */
export function notify(text: string, tone: "good" | "bad" = "good"): void {
  const notice = make("p", {}, text);
  notice.dataset.tone = tone;
  byId("notices", HTMLElement).append(notice);
  setTimeout(() => {
    notice.remove();
  }, NOTICE_MS);
}

/** Lets every dialog close by its buttons. */
export function prepareDialogs(): void {
  for (const close of document.querySelectorAll<HTMLButtonElement>("dialog [data-close]")) {
    close.addEventListener("click", () => {
      close.closest("dialog")?.close();
    });
  }
}

export function dialog(id: string): HTMLDialogElement {
  return byId(id, HTMLDialogElement);
}

/** Asks before something is lost. */
export function confirm(title: string, text: string, yes: string): Promise<boolean> {
  const box = dialog("confirm-dialog");
  byId("confirm-title", HTMLElement).textContent = title;
  byId("confirm-text", HTMLElement).textContent = text;
  byId("confirm-yes", HTMLElement).textContent = yes;
  return new Promise((answer) => {
    const asked = new AbortController();
    const { signal } = asked;
    const end = (agreed: boolean): void => {
      asked.abort();
      answer(agreed);
    };
    box.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        end(true);
        box.close();
      },
      { signal },
    );
    box.addEventListener(
      "close",
      () => {
        end(false);
      },
      { signal },
    );
    box.showModal();
  });
}

/** Lets one of some snapshots be chosen, newest first. */
export function chooseSnapshot(
  snapshots: readonly Snapshot[],
  onChoice: (snapshot: Snapshot) => void,
): void {
  const box = dialog("restore-dialog");
  const choices = snapshots.toReversed().map((snapshot) => {
    const text = `${time(snapshot.created_at, "medium")} · ${bytes(snapshot.size_bytes)}`;
    const choice = make("button", { type: "button" }, `${shortId(snapshot.id)} · ${text}`);
    choice.addEventListener("click", () => {
      box.close();
      onChoice(snapshot);
    });
    return make("li", {}, choice);
  });
  byId("snapshots", HTMLElement).replaceChildren(...choices);
  box.showModal();
}
