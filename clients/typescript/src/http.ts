import { ApiError, type Problem, SerpentariumError, UnreachableError } from "./errors.js";
import { type ServerEvent, serverEvents } from "./server-events.js";
import { pause } from "./time.js";

const LONGEST_PAUSE_S = 60;
const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;

/** The codes by which Node.js and similar runtimes name connections that were never made. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

export interface Call {
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  /** The body: bytes are sent unchanged, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Whether the request may safely be sent twice. */
  repeatable?: boolean;
  /** A key with which the service performs the call once, even if it is sent repeatedly. */
  key?: string | undefined;
}

/** Sends requests, and retries those that may be. */
export class Http {
  private reached = false;

  constructor(
    readonly address: string,
    private readonly key: string | undefined,
    readonly retries: number,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  async json<T>(call: Call): Promise<T> {
    const response = await this.send(call);
    try {
      return (await response.json()) as T;
    } catch (cause) {
      throw call.signal?.aborted ? cause : this.lost(cause);
    }
  }

  async bytes(call: Call): Promise<Uint8Array> {
    const response = await this.send(call);
    try {
      return new Uint8Array(await response.arrayBuffer());
    } catch (cause) {
      throw call.signal?.aborted ? cause : this.lost(cause);
    }
  }

  async nothing(call: Call): Promise<void> {
    await (await this.send(call)).body?.cancel();
  }

  /** The events of a stream until its connection ends. */
  async *events(call: Call): AsyncGenerator<ServerEvent> {
    const headers = { ...call.headers, accept: "text/event-stream" };
    const response = await this.send({ ...call, headers });
    try {
      yield* serverEvents(response);
    } catch (cause) {
      throw call.signal?.aborted || cause instanceof SerpentariumError ? cause : this.lost(cause);
    }
  }

  private async send(call: Call): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.sendOnce(call);
      } catch (failure) {
        const seconds = this.pauseAfter(failure, call, attempt);
        if (seconds === undefined || attempt >= this.retries) throw failure;
        await pause(seconds * 1000 * (1 + Math.random() / 4), call.signal);
      }
    }
  }

  private async sendOnce(call: Call): Promise<Response> {
    const { method, path, body, signal } = call;
    const headers: Record<string, string> = { ...call.headers };
    if (this.key !== undefined) headers.authorization = `Bearer ${this.key}`;
    if (call.key !== undefined) headers["idempotency-key"] = call.key;
    const isBytes = body instanceof Uint8Array || body instanceof Blob;
    if (body !== undefined && !isBytes) headers["content-type"] = "application/json";
    let response: Response;
    try {
      response = await this.fetch(this.address + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: isBytes ? (body as Blob) : JSON.stringify(body) }),
        ...(signal ? { signal } : {}),
      });
    } catch (cause) {
      throw signal?.aborted ? cause : this.lost(cause);
    }
    this.reached = true;
    if (response.ok) return response;
    throw await refusal(response);
  }

  private pauseAfter(failure: unknown, call: Call, attempt: number): number | undefined {
    const growing = 2 ** attempt / 2;
    if (failure instanceof ApiError) {
      const isForNow = failure.status === TOO_MANY_REQUESTS || failure.status === UNAVAILABLE;
      const { retryAfter } = failure;
      return isForNow && retryAfter !== undefined && retryAfter <= LONGEST_PAUSE_S
        ? retryAfter
        : undefined;
    }
    if (!(failure instanceof UnreachableError)) return undefined;
    const isHarmless = failure.sent
      ? call.repeatable === true || call.key !== undefined
      : this.reached; // a wrong address fails immediately
    return isHarmless ? growing : undefined;
  }

  private lost(cause: unknown): UnreachableError {
    const why = cause instanceof Error ? cause : new Error(String(cause));
    const inner = why.cause as { code?: string; message?: string } | undefined;
    const sent = !NEVER_SENT.has(inner?.code ?? "");
    const words = [inner?.message, inner?.code, why.message].find((text) => text);
    return new UnreachableError(`${this.address} cannot be reached: ${words ?? why.name}`, sent, { cause });
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const header = response.headers.get("retry-after");
  const retryAfter = header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
  return ApiError.of({ title: response.statusText, ...problem }, response.status, retryAfter);
}
