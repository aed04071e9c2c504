import { ApiError, SerpentariumError, UnreachableError } from "./errors.js";
import { reasonOf } from "./time.js";
import type { Display, Execution } from "./values.js";

const PROTOCOL = "serpentarium.v1+json";

/** Displayed output, and whether it replaces earlier output with its id. */
export type Shown = Display & { update: boolean };

type ServerFrame =
  | { type: "status"; state: "idle" | "busy" | "hibernated" }
  | { type: "stdout" | "stderr"; id: string; data: string }
  | ({ type: "display"; id: string } & Shown)
  | { type: "clear_output"; id: string; wait: boolean }
  | { type: "input_request"; id: string; prompt: string }
  | { type: "result"; id: string; execution: Execution }
  | { type: "error"; code: string; detail: string; id?: string };

/** The part of a WebSocket that a channel needs; those of browsers and Node.js 22 have it. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: unknown) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export interface ChannelOptions {
  /** Called when the session becomes busy or idle, for any of its users. */
  onState?: (state: "idle" | "busy" | "hibernated") => void;
  /** Called for frames that the service rejected, such as stdin when nothing runs. */
  onRefused?: (error: ApiError) => void;
  /** Called when the connection ends. */
  onClose?: (code: number, reason: string) => void;
  /** Creates WebSockets; by default the global class, or this package's own in Node.js before 22. */
  connect?: (address: string, protocol: string) => Socket | Promise<Socket>;
}

export interface ChannelRun {
  onStdout?: (text: string) => void;
  onStderr?: (text: string) => void;
  onDisplay?: (shown: Shown) => void;
  /** The displayed output is to be cleared; with `wait` only when new output arrives. */
  onClear?: (wait: boolean) => void;
  onInputRequest?: (prompt: string) => void;
  /** Waits for its turn while the session is busy. */
  queue?: boolean;
  /** Aborting it interrupts the program, whose execution then is `interrupted`. */
  signal?: AbortSignal;
}

interface Pending extends ChannelRun {
  resolve: (execution: Execution) => void;
  reject: (failure: Error) => void;
}

/** A WebSocket of a session. Programs that it runs are interrupted when it closes. */
export class Channel {
  private readonly pending = new Map<string, Pending>();
  private count = 0;

  private constructor(
    private readonly socket: Socket,
    private readonly options: ChannelOptions,
  ) {}

  /** Opens a channel; `Session.socketAddress` gives the address. */
  static async open(address: string, options: ChannelOptions = {}): Promise<Channel> {
    const socket = await (options.connect ?? connect)(address, PROTOCOL);
    const channel = new Channel(socket, options);
    const host = new URL(address).host;
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => {
        resolve();
      };
      socket.onerror = () => undefined; // a close follows
      socket.onclose = ({ code, reason }) => {
        const words = reason === "" ? `closed with ${code}` : reason;
        const lost = new UnreachableError(`the WebSocket to ${host} has ended: ${words}`, true);
        reject(lost);
        channel.lose(lost);
        options.onClose?.(code, reason);
      };
      socket.onmessage = ({ data }) => {
        channel.take(JSON.parse(String(data)) as ServerFrame);
      };
    });
    return channel;
  }

  /** Executes code with stdin open; one at a time, unless later ones are queued. */
  execute(code: string, run: ChannelRun = {}): Promise<Execution> {
    const { signal, queue } = run;
    if (signal?.aborted) return Promise.reject(reasonOf(signal));
    const id = String(++this.count);
    const interrupt = (): void => {
      this.interrupt();
    };
    signal?.addEventListener("abort", interrupt, { once: true });
    return new Promise<Execution>((resolve, reject) => {
      this.pending.set(id, { ...run, resolve, reject });
      this.send({ type: "execute", id, code, queue });
    }).finally(() => {
      signal?.removeEventListener("abort", interrupt);
    });
  }

  /** Appends to the stdin of the running program. */
  stdin(data: string): void {
    this.send({ type: "stdin", data });
  }

  /** Ends the stdin of the running program. */
  eof(): void {
    this.send({ type: "eof" });
  }

  /** Sends Ctrl-C. */
  interrupt(): void {
    this.send({ type: "interrupt" });
  }

  close(): void {
    this.socket.close(1000);
  }

  private send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  private take(frame: ServerFrame): void {
    switch (frame.type) {
      case "status":
        this.options.onState?.(frame.state);
        break;
      case "stdout":
        this.pending.get(frame.id)?.onStdout?.(frame.data);
        break;
      case "stderr":
        this.pending.get(frame.id)?.onStderr?.(frame.data);
        break;
      case "display":
        this.pending.get(frame.id)?.onDisplay?.(shownOf(frame));
        break;
      case "clear_output":
        this.pending.get(frame.id)?.onClear?.(frame.wait);
        break;
      case "input_request":
        this.pending.get(frame.id)?.onInputRequest?.(frame.prompt);
        break;
      case "result":
        this.ended(frame.id)?.resolve(frame.execution);
        break;
      case "error":
        this.refuse(frame);
    }
  }

  private refuse({ code, detail, id }: { code: string; detail: string; id?: string }): void {
    const error = new ApiError(0, code, detail);
    const run = id === undefined ? undefined : this.ended(id);
    if (run) run.reject(error);
    else this.options.onRefused?.(error);
  }

  private ended(id: string): Pending | undefined {
    const run = this.pending.get(id);
    this.pending.delete(id);
    return run;
  }

  private lose(failure: SerpentariumError): void {
    const lost = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of lost) reject(failure);
  }
}

function shownOf({ data, metadata, display_id, update }: Shown): Shown {
  return { data, metadata, display_id, update };
}

async function connect(address: string, protocol: string): Promise<Socket> {
  if (typeof WebSocket === "function") return new WebSocket(address, protocol) as unknown as Socket;
  const { NodeSocket } = await import("./node-socket.js");
  return new NodeSocket(address, protocol);
}
