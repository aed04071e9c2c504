import { createHash, randomBytes } from "node:crypto";
import { type IncomingMessage, request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import type { Duplex } from "node:stream";
import type { Socket } from "./channel.js";

const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const ABNORMAL = 1006;
const PROTOCOL_ERROR = 1002;
const MOST_BYTES = 64 << 20;

/** A WebSocket (RFC 6455) of text frames, for Node.js before 22, which has none. */
export class NodeSocket implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;
  private stream: Duplex | undefined;
  private received = Buffer.alloc(0);
  private fragments: Buffer[] = [];
  private isClosed = false;

  constructor(address: string, protocol: string) {
    const url = new URL(address.replace(/^ws/, "http"));
    const key = randomBytes(16).toString("base64");
    const request = (url.protocol === "https:" ? overHttps : overHttp)(url, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": key,
        "sec-websocket-protocol": protocol,
      },
    });
    request.on("upgrade", (response, stream, head) => {
      this.open(response, stream, head, key);
    });
    request.on("response", (response) => {
      response.resume();
      this.end(ABNORMAL, `the service answered ${response.statusCode ?? 0}`);
    });
    request.on("error", (error) => {
      this.end(ABNORMAL, error.message);
    });
    request.end();
  }

  send(text: string): void {
    this.write(TEXT, Buffer.from(text));
  }

  close(code = 1000): void {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.write(CLOSE, payload);
  }

  private open(response: IncomingMessage, stream: Duplex, head: Buffer, key: string): void {
    const expected = createHash("sha1").update(key + MAGIC).digest("base64");
    if (response.headers["sec-websocket-accept"] !== expected) {
      stream.destroy();
      this.end(PROTOCOL_ERROR, "the service accepted no WebSocket");
      return;
    }
    this.stream = stream;
    stream.on("data", (chunk: Buffer) => {
      this.read(chunk);
    });
    stream.on("error", (error) => {
      this.end(ABNORMAL, error.message);
    });
    stream.on("close", () => {
      this.end(ABNORMAL, "");
    });
    this.onopen?.();
    if (head.length > 0) this.read(head);
  }

  private read(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk]);
    for (let length = this.frame(); length > 0; length = this.frame()) {
      this.received = this.received.subarray(length);
    }
  }

  /** Takes the first frame; returns its length, or 0 while it is incomplete. */
  private frame(): number {
    const buffer = this.received;
    if (buffer.length < 2) return 0;
    const [first = 0, second = 0] = buffer;
    const short = second & 0x7f;
    const start = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (buffer.length < start) return 0;
    let length = short;
    if (short === 126) length = buffer.readUInt16BE(2);
    else if (short === 127) length = Number(buffer.readBigUInt64BE(2));
    if ((second & 0x80) !== 0 || length > MOST_BYTES) {
      this.close(PROTOCOL_ERROR);
      this.end(PROTOCOL_ERROR, "a frame is not as it has to be");
      return 0;
    }
    if (buffer.length < start + length) return 0;
    this.take(first & 0x0f, (first & 0x80) !== 0, buffer.subarray(start, start + length));
    return start + length;
  }

  private take(code: number, isLast: boolean, payload: Buffer): void {
    if (code === PING) {
      this.write(PONG, payload);
    } else if (code === CLOSE) {
      const reason = payload.subarray(2).toString();
      this.write(CLOSE, payload.subarray(0, 2));
      this.end(payload.length < 2 ? 1005 : payload.readUInt16BE(0), reason);
    } else if (code < CLOSE) {
      this.fragments.push(Buffer.from(payload));
      if (!isLast) return;
      const data = Buffer.concat(this.fragments).toString();
      this.fragments = [];
      this.onmessage?.({ data });
    }
  }

  private write(code: number, payload: Buffer): void {
    if (!this.stream || this.isClosed) return;
    const mask = randomBytes(4);
    const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 0x10000 ? 4 : 10);
    head[0] = 0x80 | code;
    if (head.length === 2) head[1] = 0x80 | payload.length;
    else if (head.length === 4) head.writeUInt16BE(payload.length, 2);
    else head.writeBigUInt64BE(BigInt(payload.length), 2);
    if (head.length === 4) head[1] = 0x80 | 126;
    if (head.length === 10) head[1] = 0x80 | 127;
    const masked = Buffer.from(payload);
    for (let i = 0; i < masked.length; i++) masked[i] = (masked[i] ?? 0) ^ (mask[i % 4] ?? 0);
    this.stream.write(Buffer.concat([head, mask, masked]));
  }

  private end(code: number, reason: string): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.stream?.end();
    this.onclose?.({ code, reason });
  }
}
