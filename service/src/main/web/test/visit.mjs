import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PATIENCE_MS, until } from "./harness.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A tab on the page, as somebody uses it. */
export class Visit {
  #problems = [];

  constructor(page, context) {
    this.page = page;
    this.context = context;
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => this.#problems.push(String(error)));
    page.on("console", (message) => {
      const text = message.text();
      if (text.includes("Content Security Policy") || text.includes("TrustedScript"))
        this.#problems.push(text);
    });
    page.on("request", (request) => {
      const { origin } = new URL(request.url());
      if (origin !== new URL(page.url()).origin) this.#problems.push(`asked ${request.url()}`);
    });
  }

  static async open(browser, url, options = {}) {
    const context = await browser.newContext({ colorScheme: "dark", ...options });
    const page = await context.newPage();
    await page.goto(new URL("/third-party-notices.txt", url).href);
    const visit = new Visit(page, context);
    await page.goto(url);
    return visit;
  }

  /** Waits until a session is open and does nothing. */
  async idle() {
    await this.state("idle");
    return this;
  }

  async state(state) {
    await this.page.locator(`#state[data-state="${state}"]`).waitFor();
  }

  /** The name of the session in sight. */
  session() {
    return this.page.locator("#sessions [aria-current] .name").innerText();
  }

  /** The id of the session in sight. */
  id() {
    return this.page.evaluate(() => sessionStorage.getItem("serpentarium.session"));
  }

  /** Puts code into the editor. */
  async write(code) {
    await this.page.locator(".cm-content").click();
    await this.page.keyboard.press("Control+a");
    await this.paste(code);
  }

  /** Pastes text where the focus is. */
  async paste(text) {
    await this.page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      const options = { clipboardData, bubbles: true, cancelable: true };
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
    }, text);
  }

  /** Runs code by the button. */
  async start(code) {
    await this.write(code);
    await this.page.locator("#run").click();
  }

  /** Runs code to its end and gives its entry's text. */
  async run(code) {
    const entries = this.page.locator(".log:not([hidden]) .run:not([data-status=running])");
    const before = await entries.count();
    await this.start(code);
    await entries.nth(before).waitFor();
    await this.idle();
    return this.entry().innerText();
  }

  /** The newest entry of the output. */
  entry() {
    return this.page.locator(".log:not([hidden]) .run").last();
  }

  /** Waits for text in the newest entry. */
  async printed(text) {
    await this.entry().filter({ hasText: text }).waitFor();
  }

  /** Waits for text on the terminal's screen. */
  async shows(text) {
    await until(async () => (await this.screen()).includes(text));
  }

  /** The lines of the terminal in sight. */
  async screen() {
    const rows = this.page.locator(".terminal-screen:not([hidden]) .xterm-rows > div");
    const lines = await rows.allTextContents();
    return lines.map((line) => line.replaceAll("\u00a0", " ").trimEnd()).join("\n");
  }

  /** Expects axe to find nothing serious. */
  async isAccessible() {
    await this.page.evaluate(AXE);
    const violations = await this.page.evaluate(async () => {
      const transitions = document.getAnimations().filter((each) => "transitionProperty" in each);
      await Promise.allSettled(transitions.map(({ finished }) => finished));
      const results = await window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
      });
      return results.violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
    });
    assert.deepEqual(violations, []);
  }

  /** Ends it, and expects that nothing failed and no policy was violated. */
  async leave() {
    await this.context.close();
    assert.deepEqual(this.#problems, []);
  }
}
