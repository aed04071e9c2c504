/** The nonce of this page's content security policy, which only the page's own scripts can read. */
export function pageNonce(): string {
  return document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
}

/**
 * Lets xterm style itself under a policy without `unsafe-inline`: from now on style elements carry
 * the nonce, and style attributes of spans are set as properties, which no policy refuses. Its
 * option `documentOverride` would do, but its viewport does not heed it (as of 6.0).
 */
export function allowOwnStyles(): void {
  const nonce = pageNonce();
  const make: (this: Document, tag: string) => HTMLElement = Reflect.get(document, "createElement");
  const createElement = (tag: string): HTMLElement => {
    const element = make.call(document, tag);
    if (tag === "style") element.nonce = nonce;
    if (tag === "span") element.setAttribute = setAttribute;
    return element;
  };
  Object.assign(document, { createElement });
}

function setAttribute(this: HTMLElement, name: string, value: string): void {
  if (name === "style") this.style.cssText = value;
  else HTMLElement.prototype.setAttribute.call(this, name, value);
}
