package io.serpentarium.service.execution;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import java.util.Optional;

/** Which limit ended a program, also where Python has an exception of its own for it. */
final class MetLimit {

  /** How the exception for EDQUOT of WASI begins. */
  private static final String QUOTA_EXCEEDED = "[Errno 19]";

  private MetLimit() {}

  static Optional<Limit> of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.LimitExceeded(Limit limit) -> Optional.of(limit);
      case Outcome.Raised(PythonError error) -> of(error);
      default -> Optional.empty();
    };
  }

  private static Optional<Limit> of(PythonError error) {
    return switch (error.name()) {
      case "MemoryError" -> Optional.of(Limit.MEMORY);
      case "OSError" ->
          error.message().startsWith(QUOTA_EXCEEDED) ? Optional.of(Limit.DISK) : Optional.empty();
      default -> Optional.empty();
    };
  }
}
