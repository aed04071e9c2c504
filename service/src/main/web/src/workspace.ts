import type { Api, FileEntry, Session, SessionState, Usage } from "./api";
import { Channel } from "./channel";
import { type KeptEntry, Output, type OutputEntry } from "./output";
import { Pictures } from "./pictures";
import { Run, type RunListener } from "./run";
import type { LinkState } from "./socket";
import { Terminal } from "./terminal";
import type { Scheme } from "./theme";

const LINK_WORDS: Record<LinkState, string> = {
  connecting: "connecting…",
  open: "",
  waiting: "connection lost, trying again…",
  resting: "closed: press a key in it to open it again",
  closed: "",
  gone: "this session has ended, Run starts a new one",
};

/** One session on the page: its terminal, its output, and what is known of it. */
export class Workspace {
  readonly output = new Output();
  readonly terminal: Terminal;
  files: FileEntry[] = [];
  lastUsage: Usage | undefined;
  state: SessionState;
  private link: LinkState = "connecting";
  private channelLink: LinkState = "connecting";
  private readonly channel: Channel;
  private readonly pictures: Pictures;
  private looks = Promise.resolve();
  private willLook = false;
  /** Runs under way, whose ends are told by their results. */
  private running = 0;

  constructor(
    private readonly api: Api,
    public session: Session,
    scheme: Scheme,
    private readonly onChange: (workspace: Workspace) => void,
  ) {
    this.state = session.state;
    this.pictures = new Pictures(api, session.id);
    this.terminal = new Terminal({
      api,
      sessionId: session.id,
      scheme,
      onState: (state) => {
        this.link = state;
        onChange(this);
      },
    });
    this.channel = new Channel(
      api,
      session.id,
      (state) => void this.took(state),
      (state) => {
        this.channelLink = state;
        onChange(this);
      },
    );
    this.restore(keptOutput(session.id));
    void this.refresh();
  }

  get id(): string {
    return this.session.id;
  }

  /** Whether the service knows it no more. What it showed stays in sight. */
  get isGone(): boolean {
    return this.channelLink === "gone";
  }

  /** Whether code can be sent to it. */
  get isConnected(): boolean {
    return this.channelLink === "open";
  }

  /** How the terminal's connection is, if there is anything to say. */
  get linkWords(): string {
    return LINK_WORDS[this.isGone ? "gone" : this.link];
  }

  run(title: string, code: string): void {
    const entry = this.output.open(title);
    this.follow(entry, (run) => run.start(code));
  }

  /** Keeps what the output shows for the page that is loaded after this one. */
  keep(): void {
    try {
      sessionStorage.setItem(keptUnder(this.id), JSON.stringify(this.output.kept()));
    } catch {
      sessionStorage.removeItem(keptUnder(this.id)); // there is more than browsers keep
    }
  }

  private restore(kept: KeptEntry[]): void {
    for (const each of kept) {
      const entry = this.output.open(each.title);
      entry.restore(each);
      if (each.status !== "running") continue;
      const { lastEvent, prompt } = each;
      if (lastEvent === undefined) {
        entry.fail("the page was left before it began");
        continue;
      }
      if (prompt !== null) this.ask(entry, prompt);
      this.follow(entry, (run) => run.resume(lastEvent));
    }
  }

  private follow(entry: OutputEntry, action: (run: Run) => Promise<void>): void {
    const run = new Run(this.api, this.id, this.listener(entry));
    entry.lastEvent = () => run.lastEvent;
    this.running++;
    void action(run).finally(() => {
      this.running--;
      void this.refresh(entry);
    });
  }

  private listener(entry: OutputEntry): RunListener {
    return {
      onText: (stream, text) => {
        entry.print(stream, text);
      },
      onDisplay: (display, isUpdate) => {
        entry.display(display, isUpdate);
      },
      onClear: (isLater) => {
        entry.clear(isLater);
      },
      onInputRequest: (prompt) => {
        this.ask(entry, prompt);
      },
      onResult: (execution) => {
        this.lastUsage = execution.usage;
        entry.end(execution);
      },
      onFailed: (reason) => {
        entry.fail(reason);
      },
    };
  }

  private ask(entry: OutputEntry, prompt: string): void {
    entry.ask(prompt, {
      line: (text) => {
        this.channel.stdin(`${text}\n`);
      },
      end: () => {
        this.channel.eof();
      },
    });
  }

  /** Retries lost connections immediately. */
  hurry(): void {
    this.channel.hurry();
    this.terminal.hurry();
  }

  /** Asks anew what the session holds, and shows pictures that are new; one time after the other. */
  refresh(entry?: OutputEntry): Promise<void> {
    if (this.willLook && !entry) return this.looks;
    this.willLook = true;
    this.looks = this.looks.then(() => {
      this.willLook = false;
      return this.look(entry);
    });
    return this.looks;
  }

  private async look(entry?: OutputEntry): Promise<void> {
    try {
      this.session = await this.api.session(this.id);
      this.files = await this.api.files(this.id);
      const pictures = await this.pictures.fresh(this.files);
      if (pictures.length > 0) (entry ?? this.pictureEntry()).show(...pictures);
    } catch {
      // A session that is gone is told by its channel, and anything else by the next look.
    }
    this.onChange(this);
  }

  close(): void {
    sessionStorage.removeItem(keptUnder(this.id));
    this.channel.close();
    this.terminal.dispose();
    this.output.element.remove();
  }

  /** A short statement on the terminal may be told by its end alone. */
  private async took(state: SessionState): Promise<void> {
    this.state = state;
    this.onChange(this);
    if (state !== "busy" && this.running === 0) await this.refresh();
  }

  private pictureEntry(): OutputEntry {
    const entry = this.output.open("terminal");
    entry.settle("completed", "pictures");
    return entry;
  }
}

function keptUnder(sessionId: string): string {
  return `serpentarium.output.${sessionId}`;
}

/** What the page before this one has kept of a session's output; it is given once. */
function keptOutput(sessionId: string): KeptEntry[] {
  const kept = sessionStorage.getItem(keptUnder(sessionId));
  sessionStorage.removeItem(keptUnder(sessionId));
  return kept === null ? [] : (JSON.parse(kept) as KeptEntry[]);
}
