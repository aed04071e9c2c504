import type { Api, SessionState } from "./api";
import { LastingSocket, type LinkState } from "./socket";

/** The number of frames that wait for a connection; whoever types more is not heard anyway. */
const MOST_WAITING = 1000;

/** A session's channel: tells when the session is busy, and feeds what runs. */
export class Channel {
  private readonly socket: LastingSocket;
  /** Frames for the next connection. */
  private waiting: string[] = [];

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
        this.take(JSON.parse(text) as { type: string; state: SessionState });
      },
      onState: (state) => {
        if (state === "open") this.flush();
        onState(state);
      },
    });
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

  private send(frame: object): void {
    const text = JSON.stringify(frame);
    if (this.waiting.length > 0 || !this.socket.send(text)) {
      this.waiting = [...this.waiting, text].slice(-MOST_WAITING);
    }
  }

  private flush(): void {
    const texts = this.waiting;
    this.waiting = [];
    for (const text of texts) this.socket.send(text);
  }

  private take(frame: { type: string; state: SessionState }): void {
    if (frame.type === "status") this.onStatus(frame.state);
  }
}
