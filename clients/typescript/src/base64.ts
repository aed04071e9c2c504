import type { Content, Files } from "./values.js";

const CHUNK = 0x8000;

/** Files in the form that requests have. */
export function filesBody(
  files: Files | undefined,
): { path: string; content?: string; content_base64?: string }[] | undefined {
  const entries = Object.entries(files ?? {});
  if (entries.length === 0) return undefined;
  return entries.map(([path, content]) =>
    typeof content === "string"
      ? { path, content }
      : { path, content_base64: base64(content) },
  );
}

/** The bytes of a file as they are sent. */
export function bytesOf(content: Content): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(text);
}
