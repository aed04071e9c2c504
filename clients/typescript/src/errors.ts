/** A JSON Pointer to an invalid field of a request, and what is wrong with it. */
export interface FieldError {
  pointer: string;
  reason: string;
}

/** An error as the service writes it (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  errors: FieldError[];
}

/** The stable code of an error: a known one, or that of a newer service. */
export type ProblemCode = KnownCode | (string & {});

type KnownCode =
  | "bad_request"
  | "body_too_large"
  | "code_too_large"
  | "events_gone"
  | "file_not_found"
  | "file_read_only"
  | "file_too_large"
  | "history_exceeded"
  | "host_not_allowed"
  | "idempotency_conflict"
  | "idempotency_key_reused"
  | "internal_error"
  | "invalid_path"
  | "limit_below_held"
  | "limit_too_high"
  | "malformed_json"
  | "node_gone"
  | "node_saturated"
  | "not_a_file"
  | "not_found"
  | "not_running"
  | "origin_not_allowed"
  | "quota_exceeded"
  | "rate_limited"
  | "request_timeout"
  | "session_busy"
  | "session_lost"
  | "session_moved"
  | "session_not_found"
  | "snapshot_foreign"
  | "snapshot_invalid"
  | "snapshot_not_found"
  | "snapshot_too_large"
  | "snapshot_unusable"
  | "snapshots_full"
  | "stdin_full"
  | "tenant_suspended"
  | "ticket_invalid"
  | "unauthenticated"
  | "validation";

/** The base of all errors that this package throws, except the reason of an AbortSignal. */
export class SerpentariumError extends Error {
  override name = "SerpentariumError";
}

/** A request that the service refused. */
export class ApiError extends SerpentariumError {
  override name = "ApiError";

  /** @param retryAfter seconds after which the service may take it, if it said so */
  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    readonly retryAfter?: number,
  ) {
    const fields = errors.map(({ pointer, reason }) => `; ${pointer} ${reason}`).join("");
    super(`${status} ${code}: ${detail}${fields}`);
  }

  /** Reads a problem. */
  static of(problem: Partial<Problem>, status = problem.status ?? 0, retryAfter?: number): ApiError {
    const { code = "unknown", detail = problem.title ?? "", errors = [] } = problem;
    return new ApiError(status, code, detail, errors, retryAfter);
  }
}

/** The service could not be reached, or the connection to it broke. */
export class UnreachableError extends SerpentariumError {
  override name = "UnreachableError";

  /** @param sent whether the request may have arrived */
  constructor(
    message: string,
    readonly sent: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
