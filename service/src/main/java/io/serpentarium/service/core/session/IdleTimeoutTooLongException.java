package io.serpentarium.service.core.session;

import java.time.Duration;

/** A request names an idle timeout above the maximum. */
public final class IdleTimeoutTooLongException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration maximum;

  IdleTimeoutTooLongException(Duration maximum) {
    super("idle timeout above " + maximum);
    this.maximum = maximum;
  }

  /** The longest that a request may name. */
  public Duration maximum() {
    return maximum;
  }
}
