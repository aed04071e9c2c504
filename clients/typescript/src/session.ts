import { bytesOf } from "./base64.js";
import { Channel, type ChannelOptions } from "./channel.js";
import { ApiError, type Problem, SerpentariumError, UnreachableError } from "./errors.js";
import type { Call, Http } from "./http.js";
import type { ServerEvent } from "./server-events.js";
import { pause, reasonOf } from "./time.js";
import type {
  Content,
  Execution,
  ExecutionEvent,
  FileEntry,
  Limits,
  Page,
  SessionInfo,
  SnapshotInfo,
  Ticket,
} from "./values.js";

/** The time within which a program must end that is interrupted because its caller left. */
const GRACE_MS = 2000;

const FIRST_RECONNECTION_MS = 200;
const LONGEST_RECONNECTION_MS = 2000;

export interface Abortable {
  signal?: AbortSignal;
}

export interface StreamOptions extends Abortable {
  /** The whole of stdin. */
  stdin?: string;
  /** Whether stdin is written by `writeStdin` and `endStdin` instead. */
  stdinOpen?: boolean;
  limits?: Partial<Limits>;
  /** Waits for its turn while the session is busy. */
  queue?: boolean;
}

export interface ExecuteOptions extends Abortable {
  /** The whole of stdin, or a function that is called with the prompt for each line and returns null at the end. */
  stdin?: string | ((prompt: string) => string | null | Promise<string | null>);
  limits?: Partial<Limits>;
  /** Waits for its turn while the session is busy. */
  queue?: boolean;
  onStdout?: (text: string) => void;
  onStderr?: (text: string) => void;
}

/** A Python interpreter with its state. */
export class Session {
  readonly files: SessionFiles;
  private readonly path: string;

  constructor(
    private readonly http: Http,
    readonly id: string,
  ) {
    this.path = `/v1/sessions/${id}`;
    this.files = new SessionFiles(http, this.path);
  }

  /**
   * Executes code and waits for its end. Aborting interrupts the program, waits briefly for it to end, and
   * throws the signal's reason.
   */
  async execute(code: string, options: ExecuteOptions = {}): Promise<Execution> {
    const { stdin, onStdout, onStderr, ...rest } = options;
    const ask = typeof stdin === "function" ? stdin : undefined;
    const input = typeof stdin === "string" ? { stdin } : { stdinOpen: ask !== undefined };
    for await (const event of this.stream(code, { ...rest, ...input })) {
      if (event.type === "stdout") onStdout?.(event.data);
      else if (event.type === "stderr") onStderr?.(event.data);
      else if (event.type === "input_request" && ask) await this.answer(await ask(event.prompt));
      else if (event.type === "result") return event.execution;
    }
    throw new SerpentariumError("the service's answer ended too early");
  }

  /**
   * Executes code and yields its events, last a result. Leaving early, and aborting, interrupts the program. A
   * connection that breaks is made again.
   */
  async *stream(code: string, options: StreamOptions = {}): AsyncGenerator<ExecutionEvent, void> {
    const { signal, stdin, stdinOpen, limits, queue } = options;
    signal?.throwIfAborted();
    const body = { code, stdin, stdin_open: stdinOpen, limits, queue };
    const follower = new Follower(this.http, this.path, signal);
    try {
      for await (const event of follower.follow({ method: "POST", path: `${this.path}/executions`, body })) {
        yield event;
      }
    } finally {
      if (follower.isRunning) await this.leave(follower);
    }
  }

  /** Opens a WebSocket that executes code with stdin open and reports when the session is busy. */
  async channel(options: ChannelOptions = {}): Promise<Channel> {
    return Channel.open(await this.socketAddress("channel"), options);
  }

  /** Returns the address of one of the session's WebSockets, valid once and for seconds; it contains no key. */
  async socketAddress(name: "channel" | "terminal"): Promise<string> {
    const { ticket } = await this.ticket();
    return `${this.http.address.replace(/^http/, "ws")}${this.path}/${name}?ticket=${ticket}`;
  }

  ticket(): Promise<Ticket> {
    return this.http.json({ method: "POST", path: `${this.path}/tickets` });
  }

  /** Appends to the stdin of the running program. */
  writeStdin(data: string): Promise<void> {
    return this.http.nothing({ method: "POST", path: `${this.path}/stdin`, body: { data } });
  }

  /** Ends the stdin of the running program. */
  endStdin(): Promise<void> {
    return this.http.nothing({ method: "POST", path: `${this.path}/stdin`, body: { eof: true } });
  }

  /** Sends Ctrl-C; returns whether a program was running. Variables are kept. */
  async interrupt(): Promise<boolean> {
    const call: Call = { method: "POST", path: `${this.path}/interrupt` };
    return (await this.http.json<{ delivered: boolean }>(call)).delivered;
  }

  /** Returns the session's present state and figures. */
  info({ signal }: Abortable = {}): Promise<SessionInfo> {
    return this.http.json({ method: "GET", path: this.path, repeatable: true, signal });
  }

  /** Takes a snapshot. */
  snapshot(): Promise<SnapshotInfo> {
    const key = crypto.randomUUID();
    return this.http.json({ method: "POST", path: `${this.path}/snapshots`, key });
  }

  /** Replaces the session's state with that of a snapshot. */
  restore(snapshotId: string): Promise<SessionInfo> {
    const body = { snapshot_id: snapshotId };
    return this.http.json({ method: "POST", path: `${this.path}/restore`, body, repeatable: true });
  }

  /** Undoes the last executions, as many as the session's `history` remembers. */
  undo(executions = 1): Promise<SessionInfo> {
    const key = crypto.randomUUID();
    return this.http.json({ method: "POST", path: `${this.path}/undo`, body: { executions }, key });
  }

  /** Creates independent copies of the live session. */
  async fork(count = 1): Promise<Session[]> {
    const key = crypto.randomUUID();
    const call: Call = { method: "POST", path: `${this.path}/fork`, body: { count }, key };
    const { items } = await this.http.json<{ items: SessionInfo[] }>(call);
    return items.map(({ id }) => new Session(this.http, id));
  }

  /** Deletes the session and stops whatever runs in it. */
  close(): Promise<void> {
    return this.http.nothing({ method: "DELETE", path: this.path });
  }

  private async answer(line: string | null): Promise<void> {
    try {
      if (line === null) await this.endStdin();
      else await this.writeStdin(line.endsWith("\n") ? line : `${line}\n`);
    } catch (failure) {
      if (!(failure instanceof ApiError && failure.code === "not_running")) throw failure;
    }
  }

  private async leave(follower: Follower): Promise<void> {
    try {
      await this.interrupt();
      await follower.awaitEnd(AbortSignal.timeout(GRACE_MS));
    } catch {
      // Whoever leaves has a reason, which is told; the service ends the program by itself.
    }
  }
}

/** Follows one execution over as many connections as it takes. */
class Follower {
  private lastEvent = "";
  private ended = false;

  constructor(
    private readonly http: Http,
    private readonly path: string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  get isRunning(): boolean {
    return this.lastEvent !== "" && !this.ended;
  }

  async *follow(call: Call): AsyncGenerator<ExecutionEvent, void> {
    let next = call;
    let attempts = 0;
    for (;;) {
      let lost = new SerpentariumError("the service's answer ended too early");
      try {
        for await (const event of this.events(next)) {
          attempts = 0;
          yield this.read(event);
        }
      } catch (failure) {
        if (!(failure instanceof UnreachableError)) throw failure;
        lost = failure;
      }
      if (this.ended) return;
      if (this.lastEvent === "" || ++attempts > this.http.retries) throw lost;
      const wait = Math.min(FIRST_RECONNECTION_MS * 2 ** attempts, LONGEST_RECONNECTION_MS);
      await pause(wait, this.signal);
      next = this.rest();
    }
  }

  /** Reads the remaining events, if they arrive before the signal. */
  async awaitEnd(signal: AbortSignal): Promise<void> {
    for await (const { name } of this.http.events({ ...this.rest(), signal })) {
      if (name === "result" || name === "error") return;
    }
  }

  /**
   * Yields events until the signal is aborted. The request itself is not: an execution that it may start would
   * go on, and nobody would know its id.
   */
  private async *events(call: Call): AsyncGenerator<ServerEvent> {
    const { signal } = this;
    const events = this.http.events(call);
    let abort: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      abort = () => {
        reject(reasonOf(signal));
      };
      signal?.addEventListener("abort", abort, { once: true });
    });
    aborted.catch(() => undefined);
    try {
      for (;;) {
        const next = events.next();
        const result = await Promise.race([next, aborted]).catch(async (failure: unknown) => {
          if (signal?.aborted && this.lastEvent === "") await this.awaitStart(next);
          throw failure;
        });
        if (result.done) return;
        if (result.value.id !== "") this.lastEvent = result.value.id;
        yield result.value;
      }
    } finally {
      if (abort) signal?.removeEventListener("abort", abort);
      void events.return(undefined).catch(() => undefined);
    }
  }

  private async awaitStart(first: Promise<IteratorResult<ServerEvent>>): Promise<void> {
    const settled = first.then(
      ({ value }) => (value as ServerEvent | undefined)?.id ?? "",
      () => "",
    );
    this.lastEvent = await Promise.race([settled, pause(GRACE_MS).then(() => "")]);
  }

  private rest(): Call {
    const execution = this.lastEvent.slice(0, this.lastEvent.lastIndexOf("."));
    const path = `${this.path}/executions/${execution}/events`;
    return { method: "GET", path, headers: { "last-event-id": this.lastEvent }, repeatable: true };
  }

  private read({ name, data }: ServerEvent): ExecutionEvent {
    this.ended = name === "result" || name === "error";
    if (name === "error") throw ApiError.of(data as Problem);
    if (name === "result") return { type: "result", execution: data as Execution };
    return { type: name, ...(data as object) } as ExecutionEvent;
  }
}

/** The files of a session, by paths below /sandbox. */
export class SessionFiles {
  constructor(
    private readonly http: Http,
    private readonly path: string,
  ) {}

  /** Writes a whole file. */
  write(path: string, content: Content): Promise<void> {
    const body = bytesOf(content);
    return this.http.nothing({ method: "PUT", path: this.address(path), body, repeatable: true });
  }

  /** Reads a whole file. */
  read(path: string): Promise<Uint8Array> {
    return this.http.bytes({ method: "GET", path: this.address(path), repeatable: true });
  }

  /** Reads a whole file as UTF-8. */
  async text(path: string): Promise<string> {
    return new TextDecoder().decode(await this.read(path));
  }

  /** Deletes a file. */
  delete(path: string): Promise<void> {
    return this.http.nothing({ method: "DELETE", path: this.address(path) });
  }

  /** Returns all files, or those whose paths begin with a prefix. */
  async list(prefix?: string): Promise<FileEntry[]> {
    const entries: FileEntry[] = [];
    for (let cursor: string | null = null; ; ) {
      const query = new URLSearchParams();
      if (prefix !== undefined) query.set("prefix", prefix);
      if (cursor !== null) query.set("cursor", cursor);
      const path = `${this.path}/files?${query.toString()}`;
      const page: Page<FileEntry> = await this.http.json({ method: "GET", path, repeatable: true });
      entries.push(...page.items);
      cursor = page.next_cursor;
      if (cursor === null) return entries;
    }
  }

  private address(path: string): string {
    return `${this.path}/files/${path.split("/").map(encodeURIComponent).join("/")}`;
  }
}
