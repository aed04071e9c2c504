package io.serpentarium.service.edge.filter;

import io.serpentarium.sandbox.HistoryExceededException;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.LimitBelowHeldException;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.service.core.admission.Allowance;
import io.serpentarium.service.core.admission.LimitField;
import io.serpentarium.service.core.admission.LimitTooHighException;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.execution.EventsGoneException;
import io.serpentarium.service.core.execution.SandboxFileException;
import io.serpentarium.service.core.session.DirectoryAwayException;
import io.serpentarium.service.core.session.HistoryTooLongException;
import io.serpentarium.service.core.session.IdleTimeoutTooLongException;
import io.serpentarium.service.core.session.InvalidCursorException;
import io.serpentarium.service.core.session.NodeGoneException;
import io.serpentarium.service.core.session.NotRunningException;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.core.session.SessionNotFoundException;
import io.serpentarium.service.core.session.StdinFullException;
import io.serpentarium.service.core.snapshot.SnapshotNotFoundException;
import io.serpentarium.service.core.snapshot.SnapshotTooLargeException;
import io.serpentarium.service.core.snapshot.SnapshotsFullException;
import io.serpentarium.service.core.tenancy.TenantSuspendedException;
import io.serpentarium.service.core.tenancy.UnauthenticatedException;
import io.serpentarium.service.edge.problem.FieldError;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.Exceptions;
import reactor.netty.channel.AbortedException;

/** Says which problem an exception is. An exception that nobody foresaw is logged. */
public final class Problems {

  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  /** What the JDK's own sockets say; Reactor Netty knows those of epoll. */
  private static final String RESET = "Connection reset";

  private Problems() {}

  /** The problem that an exception is. */
  public static Problem of(Throwable thrown) {
    Throwable failure = Exceptions.unwrap(thrown);
    return switch (failure) {
      case ProblemException e -> e.problem();
      case UnauthenticatedException _ ->
          Problem.of(
              ProblemCode.UNAUTHENTICATED, "Send a good key as \"Authorization: Bearer KEY\".");
      case TenantSuspendedException _ ->
          Problem.of(ProblemCode.TENANT_SUSPENDED, "Ask whoever runs this service.");
      case SessionNotFoundException _ ->
          Problem.of(ProblemCode.SESSION_NOT_FOUND, "No session has this id.");
      case SessionLostException _ ->
          Problem.of(
              ProblemCode.SESSION_LOST,
              "The session's instance ended and its state is gone. Delete it and make another.");
      case SessionMovedException _ ->
          Problem.of(ProblemCode.SESSION_MOVED, "Nothing was done. Try again.");
      case NodeGoneException _ ->
          Problem.of(
              ProblemCode.NODE_GONE, "Whether it was done is not known. Look at the session.");
      case DirectoryAwayException _ ->
          Problem.of(
              ProblemCode.DIRECTORY_AWAY,
              "What the nodes share cannot be reached. Nothing is lost. Try again later.");
      case SessionBusyException _ ->
          Problem.of(ProblemCode.SESSION_BUSY, "Another execution of this session runs.");
      case MemoryRefusedException _ ->
          Problem.of(ProblemCode.NODE_SATURATED, "There is no memory for it now. Try again later.");
      case LimitBelowHeldException e ->
          Problem.of(
              ProblemCode.LIMIT_BELOW_HELD, "The session has %d bytes.".formatted(e.heldBytes()));
      case SandboxSaturatedException _ ->
          Problem.of(ProblemCode.NODE_SATURATED, "The node has no room now. Try again later.");
      case SnapshotNotFoundException _ ->
          Problem.of(ProblemCode.SNAPSHOT_NOT_FOUND, "No snapshot has this id.");
      case SnapshotException e -> Problem.of(code(e.reason()), detail(e.reason()));
      case SnapshotTooLargeException e ->
          Problem.of(
              ProblemCode.SNAPSHOT_TOO_LARGE, "It may have %d bytes.".formatted(e.maximumBytes()));
      case HistoryExceededException e ->
          Problem.of(ProblemCode.HISTORY_EXCEEDED, "%d can be undone.".formatted(e.remembered()));
      case SnapshotsFullException _ ->
          Problem.of(
              ProblemCode.SNAPSHOTS_FULL, "The node keeps as many as it may. Delete one first.");
      case QuotaExceededException e -> used(e.allowance());
      case EventsGoneException _ ->
          Problem.of(
              ProblemCode.EVENTS_GONE, "Too much was written since, or too long ago. Start anew.");
      case NotRunningException _ ->
          Problem.of(ProblemCode.NOT_RUNNING, "No program of this session waits for input.");
      case StdinFullException _ ->
          Problem.of(ProblemCode.STDIN_FULL, "The program has to read before more input fits.");
      case InvalidCursorException _ -> field("/cursor", "is not a cursor of this list");
      case IdleTimeoutTooLongException e -> tooLong(e);
      case HistoryTooLongException e -> tooLong(e);
      case LimitTooHighException e -> tooHigh(e);
      case SandboxFileException e -> refused(e.refusal(), "/files/%d/path".formatted(e.index()));
      case SessionFileException e -> refused(e);
      case ResponseStatusException e -> ofStatus(e);
      default -> unforeseen(failure);
    };
  }

  /** Whether an exception says that the client has gone, so that nobody hears an answer. */
  static boolean isOfGoneClient(Throwable failure) {
    return failure instanceof AbortedException
        || AbortedException.isConnectionReset(failure)
        || (failure instanceof SocketException && RESET.equals(failure.getMessage()));
  }

  private static Problem used(Allowance allowance) {
    String name = allowance.quota().wireName();
    return allowance.quota() == Quota.REQUESTS
        ? Problem.of(
            ProblemCode.RATE_LIMITED,
            "The tenant may make %d requests a second.".formatted(allowance.limit()))
        : Problem.of(
            ProblemCode.QUOTA_EXCEEDED,
            "The tenant's quota \"%s\" of %d is used up.".formatted(name, allowance.limit()));
  }

  private static Problem field(String pointer, String reason) {
    return Problem.of(
        ProblemCode.VALIDATION,
        "The request is not valid.",
        List.of(new FieldError(pointer, reason)));
  }

  private static Problem tooLong(IdleTimeoutTooLongException e) {
    return Problem.of(
        ProblemCode.LIMIT_TOO_HIGH,
        "The idle timeout is above its maximum.",
        List.of(new FieldError("/idle_timeout_ms", atMost(e.maximum().toMillis()))));
  }

  private static Problem tooLong(HistoryTooLongException e) {
    return Problem.of(
        ProblemCode.LIMIT_TOO_HIGH,
        "The history is above its maximum.",
        List.of(new FieldError("/history", atMost(e.maximum()))));
  }

  private static Problem tooHigh(LimitTooHighException e) {
    return Problem.of(
        ProblemCode.LIMIT_TOO_HIGH,
        "Limits are above their maximum.",
        e.maxima().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(Problems::limit)
            .toList());
  }

  private static FieldError limit(Map.Entry<Limit, Long> maximum) {
    return new FieldError(
        "/limits/" + LimitField.of(maximum.getKey()).wireName(), atMost(maximum.getValue()));
  }

  private static String atMost(long maximum) {
    return "must be at most " + maximum;
  }

  private static Problem refused(SessionFileException e) {
    return Problem.of(code(e.reason()), detail(e.reason()));
  }

  private static Problem refused(SessionFileException e, String pointer) {
    return Problem.of(
        code(e.reason()), detail(e.reason()), List.of(new FieldError(pointer, detail(e.reason()))));
  }

  private static ProblemCode code(SnapshotException.Reason reason) {
    return switch (reason) {
      case NOT_A_SNAPSHOT, DAMAGED -> ProblemCode.SNAPSHOT_INVALID;
      case UNSUPPORTED_VERSION, FOREIGN, NOT_SIGNED -> ProblemCode.SNAPSHOT_FOREIGN;
      case TOO_LARGE -> ProblemCode.SNAPSHOT_TOO_LARGE;
      case UNUSABLE -> ProblemCode.SNAPSHOT_UNUSABLE;
    };
  }

  private static String detail(SnapshotException.Reason reason) {
    return switch (reason) {
      case NOT_A_SNAPSHOT -> "It does not begin as a snapshot does.";
      case DAMAGED -> "Bytes of it are missing, changed or make no sense.";
      case UNSUPPORTED_VERSION -> "Its format is of another version.";
      case FOREIGN -> "It was taken with another python.wasm.";
      case NOT_SIGNED -> "It was not exported by this tenant.";
      case TOO_LARGE -> "It is larger than the session may be.";
      case UNUSABLE -> "The program in it keeps a session from starting.";
    };
  }

  private static ProblemCode code(SessionFileException.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> ProblemCode.FILE_NOT_FOUND;
      case INVALID_PATH -> ProblemCode.INVALID_PATH;
      case NOT_A_FILE -> ProblemCode.NOT_A_FILE;
      case READ_ONLY -> ProblemCode.FILE_READ_ONLY;
      case QUOTA_EXCEEDED -> ProblemCode.FILE_TOO_LARGE;
    };
  }

  private static String detail(SessionFileException.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> "The session has no such file.";
      case INVALID_PATH -> "The session's file system has no such paths.";
      case NOT_A_FILE -> "Something that is no file stands there.";
      case READ_ONLY -> "This part of the session's file system is read-only.";
      case QUOTA_EXCEEDED -> "The session's disk limit leaves no room for it.";
    };
  }

  private static Problem ofStatus(ResponseStatusException e) {
    return Problem.of(ProblemCode.ofStatus(e.getStatusCode().value()), detail(e));
  }

  private static String detail(ResponseStatusException e) {
    return switch (e) {
      case MethodNotAllowedException method ->
          "%s is not possible here.".formatted(method.getHttpMethod());
      case NotAcceptableStatusException _ -> "The Accept header allows nothing that is made here.";
      default -> ProblemCode.ofStatus(e.getStatusCode().value()).title() + ".";
    };
  }

  private static Problem unforeseen(Throwable failure) {
    log.error("A request failed", failure);
    return Problem.of(ProblemCode.INTERNAL_ERROR, "The service failed to answer the request.");
  }
}
