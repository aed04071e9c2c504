package io.serpentarium.service.edge.problem;

import io.serpentarium.service.core.failure.FailureCode;
import java.util.Locale;

/** The cause of a request's failure: a stable name, its HTTP status and its title. */
public enum ProblemCode {
  BAD_REQUEST(400, "The request is malformed"),
  VALIDATION(400, "The request is invalid"),
  MALFORMED_JSON(400, "The body is not valid JSON"),
  LIMIT_TOO_HIGH(400, "A limit is above its maximum"),
  INVALID_PATH(400, "The path is invalid"),
  SNAPSHOT_INVALID(400, "The snapshot is damaged or invalid"),
  UNAUTHENTICATED(401, "Authentication is required"),
  TICKET_INVALID(401, "The ticket is invalid"),
  ORIGIN_NOT_ALLOWED(403, "The origin is not allowed"),
  TENANT_SUSPENDED(403, "The tenant is suspended"),
  FILE_READ_ONLY(403, "The file is read-only"),
  NOT_FOUND(404, "Not found"),
  SESSION_NOT_FOUND(404, "Session not found"),
  SNAPSHOT_NOT_FOUND(404, "Snapshot not found"),
  TEMPLATE_NOT_FOUND(404, "Template not found"),
  FILE_NOT_FOUND(404, "File not found"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed"),
  NOT_ACCEPTABLE(406, "No acceptable representation"),
  REQUEST_TIMEOUT(408, "The request took too long to arrive"),
  SESSION_BUSY(409, "The session is busy"),
  LIMIT_BELOW_HELD(409, "The memory limit is below what the session holds"),
  NOT_RUNNING(409, "No program is running"),
  NOT_A_FILE(409, "Not a file"),
  EVENTS_GONE(409, "The events are no longer available"),
  IDEMPOTENCY_CONFLICT(409, "The answer to the request with this key cannot be replayed"),
  SNAPSHOT_UNUSABLE(409, "The snapshot cannot be restored"),
  SNAPSHOT_FOREIGN(409, "The snapshot was taken with a different Python build"),
  HISTORY_EXCEEDED(409, "Not that many executions can be undone"),
  SESSION_LOST(410, "The session's state is lost"),
  BODY_TOO_LARGE(413, "The body is too large"),
  CODE_TOO_LARGE(413, "The code is too large"),
  FILE_TOO_LARGE(413, "The file is too large"),
  URI_TOO_LONG(414, "The URI is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
  HOST_NOT_ALLOWED(421, "The host is not allowed"),
  IDEMPOTENCY_KEY_REUSED(422, "The key was used for a different request"),
  SNAPSHOT_TOO_LARGE(422, "The snapshot is larger than allowed"),
  UPGRADE_REQUIRED(426, "A WebSocket upgrade is required"),
  RATE_LIMITED(429, "Too many requests"),
  QUOTA_EXCEEDED(429, "A quota is exhausted"),
  STDIN_FULL(429, "The program's input buffer is full"),
  HEADERS_TOO_LARGE(431, "The headers are too large"),
  INTERNAL_ERROR(500, "Internal server error"),
  NODE_GONE(502, "The session's node failed during the request"),
  NODE_SATURATED(503, "The node is at capacity"),
  SESSION_MOVED(503, "The session is moving to another node"),
  DIRECTORY_AWAY(503, "The session directory is unavailable"),
  STORAGE_FULL(507, "No more snapshots can be stored");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Returns a line for people, the same for every problem of this code. */
  public String title() {
    return title;
  }

  /** The stable name on the wire, such as {@code session_busy}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The code with a name on the wire. */
  public static ProblemCode named(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }

  /** Returns the code of a failure of the core, which has an equal name. */
  public static ProblemCode of(FailureCode code) {
    return valueOf(code.name());
  }

  /** The general code of a status that something below the service chose. */
  public static ProblemCode ofStatus(int status) {
    return switch (status) {
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 408 -> REQUEST_TIMEOUT;
      case 413 -> BODY_TOO_LARGE;
      case 414 -> URI_TOO_LONG;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 421 -> HOST_NOT_ALLOWED;
      case 426 -> UPGRADE_REQUIRED;
      case 431 -> HEADERS_TOO_LARGE;
      case 503 -> NODE_SATURATED;
      default -> status < 500 ? BAD_REQUEST : INTERNAL_ERROR;
    };
  }
}
