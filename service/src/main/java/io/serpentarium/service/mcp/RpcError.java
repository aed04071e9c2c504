package io.serpentarium.service.mcp;

import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An error of JSON-RPC 2.0.
 *
 * @param status the HTTP status
 * @param data further details, or null
 */
record RpcError(int code, int status, String message, @Nullable Object data) {

  private static final int PARSE_ERROR = -32_700;
  private static final int INVALID_REQUEST = -32_600;
  private static final int METHOD_NOT_FOUND = -32_601;
  private static final int INVALID_PARAMS = -32_602;
  private static final int INTERNAL_ERROR = -32_603;
  private static final int HEADER_MISMATCH = -32_020;
  private static final int UNSUPPORTED_VERSION = -32_022;

  /** A code of the implementation's range; {@code data.code} names the error. */
  private static final int REFUSED = -32_000;

  /** The code of an unknown resource in versions with a handshake. */
  private static final int RESOURCE_NOT_FOUND = -32_002;

  /** The code by which clients recognize an unknown session. */
  private static final int SESSION_NOT_FOUND = -32_001;

  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  /** A request that is answered with an error. */
  static final class Thrown extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient RpcError error;

    Thrown(RpcError error) {
      super(error.message(), null, false, false);
      this.error = error;
    }

    RpcError error() {
      return error;
    }
  }

  Thrown thrown() {
    return new Thrown(this);
  }

  static RpcError invalidRequest(String message) {
    return new RpcError(INVALID_REQUEST, BAD_REQUEST, message, null);
  }

  static RpcError methodNotFound() {
    return new RpcError(METHOD_NOT_FOUND, NOT_FOUND, "Method not found", null);
  }

  static RpcError invalidParams(String message) {
    return new RpcError(INVALID_PARAMS, BAD_REQUEST, message, null);
  }

  /** An error for a URI that no resource has. */
  static RpcError resourceNotFound(String uri, ProtocolVersion version) {
    return new RpcError(
        version.isStateless() ? INVALID_PARAMS : RESOURCE_NOT_FOUND,
        BAD_REQUEST,
        "Resource not found",
        Map.of("uri", uri));
  }

  static RpcError headerMismatch(String header) {
    return new RpcError(
        HEADER_MISMATCH, BAD_REQUEST, header + " does not agree with the body", null);
  }

  static RpcError unsupportedVersion(List<String> supported, String requested) {
    return new RpcError(
        UNSUPPORTED_VERSION,
        BAD_REQUEST,
        "Unsupported protocol version",
        Map.of("supported", supported, "requested", requested));
  }

  /** The error that a problem is. */
  static RpcError of(Problem problem) {
    return new RpcError(
        code(ProblemCode.named(problem.code())),
        problem.status(),
        sentence(problem),
        Map.of("code", problem.code()));
  }

  private static int code(ProblemCode code) {
    return switch (code) {
      case MALFORMED_JSON -> PARSE_ERROR;
      case VALIDATION -> INVALID_REQUEST;
      case METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE -> INVALID_REQUEST;
      case SESSION_NOT_FOUND -> SESSION_NOT_FOUND;
      case INTERNAL_ERROR -> INTERNAL_ERROR;
      default -> REFUSED;
    };
  }

  /** Returns the description of a problem, with the reason for each invalid field. */
  static String sentence(Problem problem) {
    return problem.errors().isEmpty()
        ? problem.detail()
        : problem.detail() + " " + reasons(problem.errors());
  }

  static String reasons(List<Problem.FieldError> errors) {
    return errors.stream()
        .map(error -> error.pointer() + " " + error.reason())
        .collect(Collectors.joining("; "));
  }

  /**
   * Returns the message.
   *
   * @param id the id of the request, or null if unknown
   */
  Map<String, @Nullable Object> message(@Nullable Object id) {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("code", code);
    error.put("message", message);
    if (data != null) {
      error.put("data", data);
    }
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("jsonrpc", "2.0");
    message.put("id", id);
    message.put("error", error);
    return message;
  }
}
