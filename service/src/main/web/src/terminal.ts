import { FitAddon } from "@xterm/addon-fit";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal as Xterm } from "@xterm/xterm";
import type { Api } from "./api";
import { confirm, notify } from "./dialogs";
import { make } from "./dom";
import { destination } from "./guest-text";
import { LastingSocket, type LinkState } from "./socket";
import { terminalColours } from "./colours";
import type { Scheme } from "./theme";

type ServerMessage = ["setup", object] | ["stdout", string] | ["disconnect", number];

/** Characters in one message; a large paste becomes several. */
const MESSAGE_LENGTH = 16_384;

/** Characters in one paste: the service keeps a quarter of a mebibyte of what is typed ahead. */
const PASTE_LENGTH = 60_000;
const SCROLLBACK_LINES = 5000;

/** What the server says when the interactive loop has ended, or another client has the terminal. */
const NORMAL_CLOSURE = 1000;

const CURSOR_KEYS: Record<string, string> = { up: "A", down: "B", right: "C", left: "D" };

export interface TerminalOptions {
  api: Api;
  sessionId: string;
  scheme: Scheme;
  onState: (state: LinkState) => void;
}

/** A terminal on a session's own REPL. The screen outlives its connection. */
export class Terminal {
  readonly element = make("div", { className: "terminal-screen fill" });
  private readonly xterm: Xterm;
  private readonly fitting = new FitAddon();
  private readonly socket: LastingSocket;
  private readonly sizes = new ResizeObserver(() => {
    this.fit();
  });

  constructor(options: TerminalOptions) {
    this.xterm = makeXterm(options.scheme);
    this.xterm.loadAddon(this.fitting);
    this.xterm.loadAddon(new WebLinksAddon(openLink));
    this.xterm.open(this.element);
    this.xterm.attachCustomKeyEventHandler((event) => event.key !== "F6");
    this.sizes.observe(this.element);
    this.socket = new LastingSocket({
      address: () => options.api.socket(options.sessionId, "terminal"),
      protocols: [],
      onMessage: (text) => {
        this.take(JSON.parse(text) as ServerMessage);
      },
      onState: (state) => {
        if (state === "open") this.tellSize();
        options.onState(state);
      },
      rests: ({ code }) => code === NORMAL_CLOSURE,
    });
    this.xterm.onData((text) => {
      this.type(text);
    });
    this.xterm.onResize(() => {
      this.tellSize();
    });
  }

  focus(): void {
    this.xterm.focus();
  }

  /** Types text, or one of the cursor keys by name. */
  press(keys: string): void {
    const key = CURSOR_KEYS[keys];
    const mode = this.xterm.modes.applicationCursorKeysMode ? "O" : "[";
    this.type(key === undefined ? keys : `\u001b${mode}${key}`);
    this.focus();
  }

  colour(scheme: Scheme): void {
    this.xterm.options.theme = terminalColours[scheme];
  }

  hurry(): void {
    this.socket.hurry();
  }

  dispose(): void {
    this.sizes.disconnect();
    this.socket.close();
    this.xterm.dispose();
    this.element.remove();
  }

  /** What comes after `setup` is the last of the screen, then what is new. */
  private take(message: ServerMessage): void {
    switch (message[0]) {
      case "setup":
        this.xterm.reset();
        break;
      case "stdout":
        this.xterm.write(message[1]);
        break;
      case "disconnect":
        this.xterm.write(`\r\n[ended with exit code ${message[1]}]\r\n`);
    }
  }

  private type(text: string): void {
    if (text.length > PASTE_LENGTH) {
      notify("That is too long to paste. Put it into the editor.", "bad");
      return;
    }
    this.socket.resume();
    for (const part of parts(text)) this.send("stdin", part);
  }

  private fit(): void {
    if (this.element.offsetParent !== null) this.fitting.fit();
  }

  private tellSize(): void {
    this.send("set_size", this.xterm.rows, this.xterm.cols);
  }

  private send(...message: (string | number)[]): void {
    this.socket.send(JSON.stringify(message));
  }
}

function makeXterm(scheme: Scheme): Xterm {
  return new Xterm({
    linkHandler: { activate: openHidden },
    theme: terminalColours[scheme],
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
    fontSize: 13,
    lineHeight: 1.25,
    cursorBlink: true,
    cursorStyle: "bar",
    scrollback: SCROLLBACK_LINES,
    minimumContrastRatio: 4.5,
  });
}

function openLink(_event: MouseEvent, address: string): void {
  window.open(address, "_blank", "noopener,noreferrer");
}

/** A program's link may say anything: its reader sees where it leads first. */
function openHidden(event: MouseEvent, address: string): void {
  const target = destination(address);
  if (target === undefined) return;
  void confirm("Open this link of the program?", target, "Open").then((agreed) => {
    if (agreed) openLink(event, target);
  });
}

/** Cuts text between characters, never within a surrogate pair. */
function* parts(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + MESSAGE_LENGTH, text.length);
    if (end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1))) end--;
    yield text.slice(start, end);
    start = end;
  }
}
