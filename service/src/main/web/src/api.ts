import type { Display } from "./displays";
export interface Limits {
  wall_time_ms: number;
  cpu_time_ms: number;
  memory_bytes: number;
  output_bytes: number;
  disk_bytes: number;
}

export type SessionState = "idle" | "busy" | "hibernated";

export interface Session {
  id: string;
  state: SessionState;
  created_at: string;
  last_used_at: string;
  expires_at: string;
  limits: Limits;
  memory_bytes: number;
}

export interface Snapshot {
  id: string;
  session_id: string | null;
  size_bytes: number;
  created_at: string;
}

export interface FileEntry {
  path: string;
  type: string;
  size_bytes: number;
  modified_at: string;
}

export interface Usage {
  wall_ms: number;
  cpu_ms: number;
  peak_memory_bytes: number;
}

export interface Execution {
  status: "completed" | "raised" | "exited" | "interrupted" | "limit_exceeded" | "crashed";
  limit: string | null;
  result: string | null;
  result_data: Record<string, unknown> | null;
  displays: Display[];
  error: { name: string; message: string; traceback: string } | null;
  exit_code: number | null;
  session_state: "kept" | "rolled_back" | "lost";
  stdout_truncated: boolean;
  stderr_truncated: boolean;
  usage: Usage;
}

/** An event of a stream (server-sent events); its id is empty where it has none. */
export interface ServerEvent {
  id: string;
  name: string;
  data: unknown;
}

export interface Info {
  version: string;
  python: { version: string };
  engine: { name: string; version: string };
}

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** The service refused (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }

  /** Whether what was asked for is gone and will not come back. */
  get isGone(): boolean {
    return this.status === 404 || this.status === 410;
  }
}

const PAGES = 5;
const PAGES_OF_FILES = 200;
const EVENTS = { accept: "text/event-stream" };

/** The contract of the service, as far as the page uses it. */
export class Api {
  /**
   * @param key of the tenant, or null in local mode
   * @param onKeyRefused called at each answer 401
   */
  constructor(
    private readonly key: () => string | null,
    private readonly onKeyRefused: () => void,
  ) {}

  info(): Promise<Info> {
    return this.json("GET", "/v1/info");
  }

  async sessions(): Promise<Session[]> {
    const sessions: Session[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < PAGES; page++) {
      const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const found: Page<Session> = await this.json("GET", `/v1/sessions?limit=100${query}`);
      sessions.push(...found.items);
      cursor = found.next_cursor;
      if (cursor === null) break;
    }
    return sessions;
  }

  session(id: string): Promise<Session> {
    return this.json("GET", `/v1/sessions/${id}`);
  }

  create(limits?: Limits): Promise<Session> {
    return this.json("POST", "/v1/sessions", limits ? { limits } : {});
  }

  async delete(id: string): Promise<void> {
    await this.send("DELETE", `/v1/sessions/${id}`);
  }

  interrupt(id: string): Promise<{ delivered: boolean }> {
    return this.json("POST", `/v1/sessions/${id}/interrupt`);
  }

  async fork(id: string): Promise<Session> {
    const forks: { items: Session[] } = await this.json("POST", `/v1/sessions/${id}/fork`, {
      count: 1,
    });
    const fork = forks.items[0];
    if (!fork) throw new Error("the service made no fork");
    return fork;
  }

  snapshot(id: string): Promise<Snapshot> {
    return this.json("POST", `/v1/sessions/${id}/snapshots`);
  }

  restore(id: string, snapshotId: string): Promise<Session> {
    return this.json("POST", `/v1/sessions/${id}/restore`, { snapshot_id: snapshotId });
  }

  /** All files of a session, page by page. */
  async files(id: string): Promise<FileEntry[]> {
    const files: FileEntry[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < PAGES_OF_FILES; page++) {
      const query: string = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
      const found: Page<FileEntry> = await this.json("GET", `/v1/sessions/${id}/files${query}`);
      files.push(...found.items);
      cursor = found.next_cursor;
      if (cursor === null) break;
    }
    return files;
  }

  async file(id: string, path: string): Promise<ArrayBuffer> {
    return (await this.send("GET", fileAddress(id, path))).arrayBuffer();
  }

  async upload(id: string, path: string, content: Blob): Promise<void> {
    await this.send("PUT", fileAddress(id, path), content);
  }

  /** Executes code whose stdin stays open; gives its events until the connection ends. */
  async *execute(id: string, code: string): AsyncGenerator<ServerEvent> {
    const body = { code, stdin_open: true };
    yield* events(await this.send("POST", `/v1/sessions/${id}/executions`, body, EVENTS));
  }

  /** Gives the events of an execution that follow one of them. */
  async *follow(id: string, lastEvent: string): AsyncGenerator<ServerEvent> {
    const execution = lastEvent.slice(0, lastEvent.lastIndexOf("."));
    const path = `/v1/sessions/${id}/executions/${execution}/events`;
    const headers = { ...EVENTS, "last-event-id": lastEvent };
    yield* events(await this.send("GET", path, undefined, headers));
  }

  /** The address of one of a session's WebSockets, good once and for seconds. */
  async socket(id: string, name: "channel" | "terminal"): Promise<string> {
    const { ticket }: { ticket: string } = await this.json("POST", `/v1/sessions/${id}/tickets`);
    const address = new URL(`/v1/sessions/${id}/${name}`, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    address.searchParams.set("ticket", ticket);
    return address.href;
  }

  private async json<T>(method: string, path: string, body?: object): Promise<T> {
    return (await (await this.send(method, path, body)).json()) as T;
  }

  private async send(
    method: string,
    path: string,
    body?: object,
    own: Record<string, string> = {},
  ): Promise<Response> {
    const headers: Record<string, string> = { ...own };
    const key = this.key();
    if (key !== null) headers.authorization = `Bearer ${key}`;
    const isJson = body !== undefined && !(body instanceof Blob);
    if (isJson) headers["content-type"] = "application/json";
    const response = await fetch(path, {
      method,
      headers,
      cache: "no-store",
      credentials: "omit",
      ...(body ? { body: isJson ? JSON.stringify(body) : body } : {}),
    });
    if (response.ok) return response;
    if (response.status === 401) this.onKeyRefused();
    throw await problem(response);
  }
}

function fileAddress(id: string, path: string): string {
  return `/v1/sessions/${id}/files/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** The events of an answer, as the service writes them, which is less than the standard allows. */
async function* events(response: Response): AsyncGenerator<ServerEvent> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = eventOf(block);
      if (event) yield event;
    }
  }
}

function eventOf(block: string): ServerEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    fields.set(name, fields.has(name) ? `${fields.get(name) ?? ""}\n${value}` : value);
  }
  const data = fields.get("data");
  if (data === undefined) return undefined;
  const parsed: unknown = JSON.parse(data);
  return { id: fields.get("id") ?? "", name: fields.get("event") ?? "", data: parsed };
}

async function problem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const told = (body ?? {}) as { code?: string; detail?: string };
  const detail = told.detail ?? `The service answered ${response.status}.`;
  return new Problem(response.status, told.code ?? "unknown", detail);
}
