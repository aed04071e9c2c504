import type { Snapshot } from "./api";

const KEPT = "serpentarium.snapshots";
const MOST = 20;

/** The snapshots that were taken in this tab; the service itself lists none. */
export class Shelf {
  private kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]") as Snapshot[];

  /** Oldest first. */
  get snapshots(): readonly Snapshot[] {
    return this.kept;
  }

  add(snapshot: Snapshot): void {
    this.keep([...this.kept, snapshot].slice(-MOST));
  }

  remove(snapshot: Snapshot): void {
    this.keep(this.kept.filter(({ id }) => id !== snapshot.id));
  }

  private keep(snapshots: Snapshot[]): void {
    this.kept = snapshots;
    sessionStorage.setItem(KEPT, JSON.stringify(snapshots));
  }
}
