import type { Api, SessionState } from "./api";
import { LastingSocket, type LinkState } from "./socket";

/** A session's channel: tells when the session is busy, and feeds what runs. */
export class Channel {
  private readonly socket: LastingSocket;

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
      onState,
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
    this.socket.send(JSON.stringify(frame));
  }

  private take(frame: { type: string; state: SessionState }): void {
    if (frame.type === "status") this.onStatus(frame.state);
  }
}
