package io.serpentarium.service.core.failure;

import io.serpentarium.sandbox.HistoryExceededException;
import io.serpentarium.sandbox.LimitBelowHeldException;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.SnapshotException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;

/** Says which failure of the service an exception is, those of the sandbox included. */
public final class Failures {

  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /**
   * Returns the failure for an exception. An unexpected exception is logged, and its failure
   * reveals nothing.
   */
  public static ServiceFailure of(Throwable thrown) {
    Throwable failure = Exceptions.unwrap(thrown);
    return switch (failure) {
      case ServiceFailure known -> known;
      case SessionLostException e -> new ServiceFailure(FailureCode.SESSION_LOST, e);
      case SessionBusyException e -> new ServiceFailure(FailureCode.SESSION_BUSY, e);
      case MemoryRefusedException e when e.getCause() instanceof ServiceFailure known -> known;
      case MemoryRefusedException e ->
          new ServiceFailure(
              FailureCode.NODE_SATURATED,
              "There is not enough memory now. Try again later.",
              List.of(),
              e);
      case LimitBelowHeldException e ->
          new ServiceFailure(
              FailureCode.LIMIT_BELOW_HELD, "The session has %d bytes.".formatted(e.heldBytes()));
      case SandboxSaturatedException e -> new ServiceFailure(FailureCode.NODE_SATURATED, e);
      case HistoryExceededException e ->
          new ServiceFailure(
              FailureCode.HISTORY_EXCEEDED, "At most %d can be undone.".formatted(e.remembered()));
      case SnapshotException e -> of(e.reason());
      case SessionFileException e -> new ServiceFailure(code(e.reason()), e);
      default -> unforeseen(failure);
    };
  }

  /** The failure to write one of the files that a request brought along, by its place in them. */
  public static ServiceFailure ofFile(int index, SessionFileException refusal) {
    FailureCode code = code(refusal.reason());
    return new ServiceFailure(
        code,
        code.detail(),
        new ServiceFailure.Field("/files/%d/path".formatted(index), code.detail()));
  }

  private static ServiceFailure of(SnapshotException.Reason reason) {
    return switch (reason) {
      case NOT_A_SNAPSHOT ->
          new ServiceFailure(
              FailureCode.SNAPSHOT_INVALID, "The bytes do not begin like a snapshot.");
      case DAMAGED -> new ServiceFailure(FailureCode.SNAPSHOT_INVALID);
      case UNSUPPORTED_VERSION ->
          new ServiceFailure(
              FailureCode.SNAPSHOT_FOREIGN, "The snapshot's format is of another version.");
      case FOREIGN -> new ServiceFailure(FailureCode.SNAPSHOT_FOREIGN);
      case MISSING_MODULE ->
          new ServiceFailure(
              FailureCode.SNAPSHOT_FOREIGN,
              "The snapshot needs an extension module that this node lacks.");
      case NOT_SIGNED ->
          new ServiceFailure(
              FailureCode.SNAPSHOT_FOREIGN, "The snapshot was not exported by this tenant.");
      case TOO_LARGE ->
          new ServiceFailure(
              FailureCode.SNAPSHOT_TOO_LARGE, "The snapshot is larger than the session may be.");
      case UNUSABLE -> new ServiceFailure(FailureCode.SNAPSHOT_UNUSABLE);
    };
  }

  private static FailureCode code(SessionFileException.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> FailureCode.FILE_NOT_FOUND;
      case INVALID_PATH -> FailureCode.INVALID_PATH;
      case NOT_A_FILE -> FailureCode.NOT_A_FILE;
      case READ_ONLY -> FailureCode.FILE_READ_ONLY;
      case QUOTA_EXCEEDED -> FailureCode.FILE_TOO_LARGE;
    };
  }

  private static ServiceFailure unforeseen(Throwable failure) {
    log.error("A request failed", failure);
    return new ServiceFailure(FailureCode.INTERNAL_ERROR, failure);
  }
}
