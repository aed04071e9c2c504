const UNITS = ["B", "KiB", "MiB", "GiB"];

export function bytes(count: number): string {
  const power = count < 1 ? 0 : Math.min(Math.floor(Math.log2(count) / 10), UNITS.length - 1);
  return `${digits(count / 1024 ** power)} ${UNITS[power] ?? ""}`;
}

export function duration(ms: number): string {
  return ms < 1000 ? `${digits(ms)} ms` : `${digits(ms / 1000)} s`;
}

/** The time of day, to the minute or to the second. */
export function time(iso: string, timeStyle: "short" | "medium" = "short"): string {
  return new Date(iso).toLocaleTimeString([], { timeStyle });
}

/** What people call a session, snapshot or execution by. */
export function shortId(id: string): string {
  return id.slice(id.indexOf("_") + 1).slice(0, 6);
}

function digits(value: number): string {
  return value < 10 && !Number.isInteger(value) ? value.toFixed(1) : String(Math.round(value));
}
