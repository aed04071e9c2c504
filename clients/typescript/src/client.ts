import { filesBody } from "./base64.js";
import { ApiError, type Problem, SerpentariumError } from "./errors.js";
import { type Call, Http } from "./http.js";
import { Session } from "./session.js";
import type {
  Execution,
  Files,
  GradedSubmission,
  Grading,
  GradingTest,
  Limits,
  Page,
  Plan,
  ServiceInfo,
  SessionInfo,
  SnapshotInfo,
  Submission,
  TestResult,
} from "./values.js";

const LOCAL = "http://127.0.0.1:8080";

export interface Options {
  /** The address of the service; by default on this machine. */
  url?: string;
  /** The tenant's key. */
  key?: string;
  /** The number of retries of a request that was refused for now, or whose connection broke. */
  retries?: number;
  /** A replacement for the global `fetch`. */
  fetch?: typeof globalThis.fetch;
}

/** The options of every call; aborting the signal ends what the call started. */
export interface Abortable {
  signal?: AbortSignal;
}

export interface RunOptions extends Abortable {
  stdin?: string;
  args?: readonly string[];
  files?: Files;
  limits?: Partial<Limits>;
  /** The paths of files to return. */
  returnFiles?: readonly string[];
  /** A key with which the program runs once, even if requested repeatedly, and continues when the call is aborted. */
  idempotencyKey?: string;
}

export interface SessionOptions extends Abortable {
  files?: Files;
  limits?: Partial<Limits>;
  idleTimeoutMs?: number;
  snapshotId?: string;
  /** The number of executions that can be undone. */
  history?: number;
}

/** A service. Holds no connection of its own, so that there is nothing to close. */
export class Serpentarium {
  private readonly http: Http;

  constructor({ url = LOCAL, key, retries = 5, fetch = globalThis.fetch }: Options = {}) {
    const address = url.replace(/\/+$/, "").replace(/\/v1$/, "");
    this.http = new Http(address, key, retries, (input, init) => fetch(input, init));
  }

  /** Describes the service. */
  info({ signal }: Abortable = {}): Promise<ServiceInfo> {
    return this.http.json({ method: "GET", path: "/v1/info", repeatable: true, signal });
  }

  /** Runs a program once, in an interpreter of its own. */
  run(code: string, options: RunOptions = {}): Promise<Execution> {
    const { stdin, args, limits, returnFiles, idempotencyKey, signal } = options;
    const files = filesBody(options.files);
    const body = { code, stdin, args, files, limits, return_files: returnFiles };
    return this.http.json({
      method: "POST",
      path: "/v1/executions",
      body,
      repeatable: true,
      key: idempotencyKey,
      signal,
    });
  }

  /** Grades a submission; `onTest` is called with each test as it ends. */
  async grade(
    code: string,
    plan: Plan,
    { onTest, signal }: Abortable & { onTest?: (test: TestResult) => void } = {},
  ): Promise<Grading> {
    const call = grading("/v1/gradings", { code, ...planBody(plan) }, signal);
    for await (const { name, data } of this.http.events(call)) {
      if (name === "test") onTest?.(data as TestResult);
      else if (name === "result") return data as Grading;
      else if (name === "error") throw ApiError.of(data as Problem);
    }
    throw new SerpentariumError("the service's answer ended too early");
  }

  /** Grades many submissions by the same tests; yields each as it ends. */
  async *gradeAll(
    plan: Plan,
    submissions: readonly Submission[],
    { signal }: Abortable = {},
  ): AsyncGenerator<GradedSubmission, void> {
    const sent = submissions.map(({ id, code, files }) => ({ id, code, files: filesBody(files) }));
    const body = { common: planBody(plan), submissions: sent };
    for await (const { name, data } of this.http.events(
      grading("/v1/grading-batches", body, signal),
    )) {
      if (name === "submission") yield data as GradedSubmission;
      else if (name === "result") return;
      else if (name === "error") throw ApiError.of(data as Problem);
    }
    throw new SerpentariumError("the service's answer ended too early");
  }

  /** Creates a session, which lives until it is closed or unused for its idle timeout. */
  async session(options: SessionOptions = {}): Promise<Session> {
    const { limits, idleTimeoutMs, snapshotId, history, signal } = options;
    const body = {
      files: filesBody(options.files),
      limits,
      idle_timeout_ms: idleTimeoutMs,
      snapshot_id: snapshotId,
      history,
    };
    const key = crypto.randomUUID();
    const { id } = await this.http.json<SessionInfo>({
      method: "POST",
      path: "/v1/sessions",
      body,
      key,
      signal,
    });
    return new Session(this.http, id);
  }

  /** Returns an existing session. */
  async attach(id: string, { signal }: Abortable = {}): Promise<Session> {
    const session = new Session(this.http, id);
    await session.info(signal ? { signal } : {});
    return session;
  }

  /** Iterates over the tenant's sessions, oldest first. */
  async *sessions({ signal }: Abortable = {}): AsyncGenerator<SessionInfo, void> {
    for (let query = ""; ; ) {
      const path = `/v1/sessions${query}`;
      const call: Call = { method: "GET", path, repeatable: true, signal };
      const page = await this.http.json<Page<SessionInfo>>(call);
      yield* page.items;
      if (page.next_cursor === null) return;
      query = `?cursor=${encodeURIComponent(page.next_cursor)}`;
    }
  }

  /** Shows a snapshot. */
  snapshot(id: string, { signal }: Abortable = {}): Promise<SnapshotInfo> {
    return this.http.json({ method: "GET", path: `/v1/snapshots/${id}`, repeatable: true, signal });
  }

  /** Downloads a snapshot, for any service with the same Python. */
  exportSnapshot(id: string, { signal }: Abortable = {}): Promise<Uint8Array> {
    const path = `/v1/snapshots/${id}/content`;
    return this.http.bytes({ method: "GET", path, repeatable: true, signal });
  }

  /** Stores a snapshot that was downloaded from this service or another one. */
  importSnapshot(content: Uint8Array, { signal }: Abortable = {}): Promise<SnapshotInfo> {
    const headers = { "content-type": "application/octet-stream" };
    return this.http.json({ method: "POST", path: "/v1/snapshots", body: content, headers, signal });
  }

  /** Deletes a snapshot; sessions started from it continue to exist. */
  deleteSnapshot(id: string, { signal }: Abortable = {}): Promise<void> {
    return this.http.nothing({ method: "DELETE", path: `/v1/snapshots/${id}`, signal });
  }
}

function grading(path: string, body: object, signal: AbortSignal | undefined): Call {
  return { method: "POST", path, body, repeatable: true, signal };
}

function planBody(plan: Plan): object {
  const tests = plan.tests.map((test: GradingTest) => ({ ...test, files: filesBody(test.files) }));
  return { ...plan, tests, files: filesBody(plan.files) };
}
