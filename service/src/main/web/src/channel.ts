import type { Api, Execution, SessionState } from "./api";
import { LastingSocket, type LinkState } from "./socket";

type ServerFrame =
  | { type: "status"; state: SessionState }
  | { type: "stdout" | "stderr"; id: string; data: string }
  | { type: "input_request"; id: string; prompt: string }
  | { type: "result"; id: string; execution: Execution }
  | { type: "error"; code: string; detail: string; id?: string };

/** Who wants to know how a run goes. Ends with one of `onResult`, `onRefused` and `onLost`. */
export interface RunListener {
  onText(stream: "stdout" | "stderr", text: string): void;
  onInputRequest(prompt: string): void;
  onResult(execution: Execution): void;
  onRefused(code: string, detail: string): void;
  onLost(): void;
}

/** A session's channel: runs code, feeds it, and tells when the session is busy. */
export class Channel {
  private readonly socket: LastingSocket;
  private readonly runs = new Map<string, RunListener>();
  private count = 0;

  constructor(
    api: Api,
    sessionId: string,
    private readonly onStatus: (state: SessionState) => void,
    onState: (state: LinkState) => void,
  ) {
    this.socket = new LastingSocket({
      address: () => api.socket(sessionId, "channel"),
      protocols: ["serpentarium.v1+json"],
      onMessage: (text) => {
        this.take(JSON.parse(text) as ServerFrame);
      },
      onState: (state) => {
        if (state !== "open") this.loseAll();
        onState(state);
      },
    });
  }

  run(code: string, listener: RunListener): void {
    const id = `run-${++this.count}`;
    this.runs.set(id, listener);
    if (!this.send({ type: "execute", id, code })) this.loseAll();
  }

  stdin(data: string): void {
    this.send({ type: "stdin", data });
  }

  eof(): void {
    this.send({ type: "eof" });
  }

  hurry(): void {
    this.socket.hurry();
  }

  close(): void {
    this.socket.close();
  }

  private send(frame: object): boolean {
    return this.socket.send(JSON.stringify(frame));
  }

  private take(frame: ServerFrame): void {
    switch (frame.type) {
      case "status":
        this.onStatus(frame.state);
        break;
      case "stdout":
      case "stderr":
        this.runs.get(frame.id)?.onText(frame.type, frame.data);
        break;
      case "input_request":
        this.runs.get(frame.id)?.onInputRequest(frame.prompt);
        break;
      case "result":
        this.ended(frame.id)?.onResult(frame.execution);
        break;
      case "error":
        if (frame.id !== undefined) this.ended(frame.id)?.onRefused(frame.code, frame.detail);
    }
  }

  private ended(id: string): RunListener | undefined {
    const listener = this.runs.get(id);
    this.runs.delete(id);
    return listener;
  }

  private loseAll(): void {
    const listeners = [...this.runs.values()];
    this.runs.clear();
    for (const listener of listeners) listener.onLost();
  }
}
