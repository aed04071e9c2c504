import { Problem } from "./api";

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;

export type LinkState = "connecting" | "open" | "waiting" | "resting" | "closed" | "gone";

export interface SocketOptions {
  /** Gives the address of the next attempt; a Problem that `isGone` ends all attempts. */
  address: () => Promise<string>;
  protocols: string[];
  onMessage: (text: string) => void;
  onState: (state: LinkState) => void;
  /** Whether it stays closed, when the server has closed it, until `resume`. */
  rests?: (event: CloseEvent) => boolean;
}

/** A WebSocket that comes back by itself until it rests, is closed, or what it is for is gone. */
export class LastingSocket {
  private socket: WebSocket | null = null;
  private timer: number | undefined;
  private failures = 0;
  private resting = false;
  private closed = false;

  constructor(private readonly options: SocketOptions) {
    void this.connect();
  }

  /** Whether it was sent; nothing is kept for later. */
  send(text: string): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(text);
    return true;
  }

  /** Ends it for good. */
  close(): void {
    this.end("closed");
    this.socket?.close();
  }

  /** Opens it again, if it rests. */
  resume(): void {
    if (!this.resting) return;
    this.resting = false;
    void this.connect();
  }

  /** Retries immediately, if a retry is pending. */
  hurry(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    void this.connect();
  }

  private async connect(): Promise<void> {
    this.timer = undefined;
    this.options.onState("connecting");
    try {
      this.open(await this.options.address());
    } catch (failure) {
      if (failure instanceof Problem && failure.isGone) this.end("gone");
      else this.retry();
    }
  }

  private open(address: string): void {
    if (this.closed) return;
    const socket = new WebSocket(address, this.options.protocols);
    this.socket = socket;
    socket.onopen = () => {
      this.failures = 0;
      this.options.onState("open");
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      this.options.onMessage(event.data);
    };
    socket.onclose = (event) => {
      if (this.options.rests?.(event) ?? false) this.rest();
      else this.retry();
    };
  }

  private rest(): void {
    if (this.closed) return;
    this.resting = true;
    this.options.onState("resting");
  }

  private retry(): void {
    if (this.closed) return;
    this.options.onState("waiting");
    const wait = Math.min(FIRST_WAIT_MS * 2 ** this.failures++, LONGEST_WAIT_MS);
    this.timer = window.setTimeout(() => void this.connect(), wait * (0.75 + Math.random() / 2));
  }

  private end(state: LinkState): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.timer);
    this.options.onState(state);
  }
}
