package io.serpentarium.service.core.failure;

/** The cause of a failure: a stable name, its kind, and a description for people. */
public enum FailureCode {
  VALIDATION(Kind.INVALID, "The request is not valid."),
  LIMIT_TOO_HIGH(Kind.INVALID, "Limits are above their maximum."),
  INVALID_PATH(Kind.INVALID, "The session's file system has no such paths."),
  SNAPSHOT_INVALID(Kind.INVALID, "Bytes of the snapshot are missing, changed or invalid."),
  UNAUTHENTICATED(Kind.UNAUTHENTICATED, "Send a valid key as \"Authorization: Bearer KEY\"."),
  TENANT_SUSPENDED(Kind.FORBIDDEN, "Contact the operator of this service."),
  FILE_READ_ONLY(Kind.FORBIDDEN, "This part of the session's file system is read-only."),
  SESSION_NOT_FOUND(Kind.NOT_FOUND, "No session has this id."),
  SNAPSHOT_NOT_FOUND(Kind.NOT_FOUND, "No snapshot has this id."),
  TEMPLATE_NOT_FOUND(
      Kind.NOT_FOUND, "This node has no such template; GET /v1/templates lists all."),
  FILE_NOT_FOUND(Kind.NOT_FOUND, "The session has no such file."),
  SESSION_LOST(
      Kind.GONE,
      "The session's instance failed and its state is lost. Delete the session and create"
          + " another."),
  SESSION_BUSY(Kind.CONFLICT, "Another execution of this session is running."),
  NOT_RUNNING(Kind.CONFLICT, "No program of this session is waiting for input."),
  NOT_A_FILE(Kind.CONFLICT, "The path does not lead to a file."),
  EVENTS_GONE(Kind.CONFLICT, "Too much was written since, or too long ago. Start over."),
  SNAPSHOT_UNUSABLE(Kind.CONFLICT, "The program in the snapshot keeps a session from starting."),
  SNAPSHOT_FOREIGN(Kind.CONFLICT, "The snapshot was taken with another python.wasm."),
  LIMIT_BELOW_HELD(Kind.CONFLICT, "The session has more memory than the limit allows."),
  HISTORY_EXCEEDED(Kind.CONFLICT, "Not that many executions can be undone."),
  FILE_TOO_LARGE(Kind.TOO_LARGE, "The session's disk limit leaves no room for the file."),
  SNAPSHOT_TOO_LARGE(Kind.TOO_LARGE, "The snapshot is larger than this node allows."),
  RATE_LIMITED(Kind.EXHAUSTED, "The tenant makes too many requests."),
  QUOTA_EXCEEDED(Kind.EXHAUSTED, "A quota of the tenant is used up."),
  STDIN_FULL(Kind.EXHAUSTED, "The program must read before it can take more input."),
  NODE_SATURATED(Kind.UNAVAILABLE, "The node has no room now. Try again later."),
  STORAGE_FULL(
      Kind.UNAVAILABLE, "The node keeps the maximum number of snapshots. Delete one first."),
  SESSION_MOVED(Kind.UNAVAILABLE, "Nothing was done. Try again."),
  DIRECTORY_AWAY(
      Kind.UNAVAILABLE,
      "The directory that the nodes share cannot be reached. Nothing is lost. Try again later."),
  NODE_GONE(
      Kind.BROKEN_OFF, "The request may or may not have been carried out. Check the session."),
  INTERNAL_ERROR(Kind.INTERNAL, "The service failed to answer the request.");

  /** The meaning of a failure to the caller, in terms that each door maps to its own form. */
  public enum Kind {
    /** The request is wrong in itself. */
    INVALID,
    /** The caller is unknown. */
    UNAUTHENTICATED,
    /** The caller may not do this. */
    FORBIDDEN,
    /** The subject does not exist. */
    NOT_FOUND,
    /** The subject existed and will not again. */
    GONE,
    /** Not possible in the present state of the resource. */
    CONFLICT,
    /** Larger than may be. */
    TOO_LARGE,
    /** The caller has used up a share, and may have more later. */
    EXHAUSTED,
    /** The node cannot do it now; nothing was done. */
    UNAVAILABLE,
    /** Another node failed during the request. */
    BROKEN_OFF,
    /** The service is at fault. */
    INTERNAL
  }

  private final Kind kind;
  private final String detail;

  FailureCode(Kind kind, String detail) {
    this.kind = kind;
    this.detail = detail;
  }

  public Kind kind() {
    return kind;
  }

  /** A sentence or two for people, for failures that have nothing more special to say. */
  public String detail() {
    return detail;
  }
}
