import type { Api, FileEntry, Session, SessionState, Usage } from "./api";
import { Channel } from "./channel";
import { Output, type OutputEntry } from "./output";
import { Pictures } from "./pictures";
import type { LinkState } from "./socket";
import { Terminal } from "./terminal";
import type { Scheme } from "./theme";

const LINK_WORDS: Record<LinkState, string> = {
  connecting: "connecting…",
  open: "",
  waiting: "connection lost, trying again…",
  resting: "closed: press a key in it to open it again",
  closed: "",
  gone: "this session has ended",
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
  /** The entry of a run that has ended, until its pictures are looked for. */
  private ended: OutputEntry | undefined;

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
    this.channel.run(code, {
      onText: (stream, text) => {
        entry.print(stream, text);
      },
      onInputRequest: (prompt) => {
        entry.ask(prompt, {
          line: (text) => {
            this.channel.stdin(`${text}\n`);
          },
          end: () => {
            this.channel.eof();
          },
        });
      },
      onResult: (execution) => {
        this.lastUsage = execution.usage;
        this.ended = entry;
        entry.end(execution);
      },
      onRefused: (_code, detail) => {
        entry.fail(detail);
      },
      onLost: () => {
        entry.fail("the connection was lost");
      },
    });
  }

  /** Tries lost connections again at once. */
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
    this.channel.close();
    this.terminal.dispose();
    this.output.element.remove();
  }

  /** A short statement on the terminal may be told by its end alone. */
  private async took(state: SessionState): Promise<void> {
    this.state = state;
    this.onChange(this);
    if (state === "busy") return;
    const entry = this.ended;
    this.ended = undefined;
    await this.refresh(entry);
  }

  private pictureEntry(): OutputEntry {
    const entry = this.output.open("terminal");
    entry.settle("completed", "pictures");
    return entry;
  }
}
