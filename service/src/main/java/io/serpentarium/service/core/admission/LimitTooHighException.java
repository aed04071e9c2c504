package io.serpentarium.service.core.admission;

import io.serpentarium.sandbox.Limit;
import java.util.Map;

/** A request names limits above what it may name. */
public final class LimitTooHighException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Map<Limit, Long> maxima;

  LimitTooHighException(Map<Limit, Long> maxima) {
    super("limits above the maximum: " + maxima.keySet());
    this.maxima = Map.copyOf(maxima);
  }

  /** The limits that were exceeded, each with its maximum in milliseconds or bytes. */
  public Map<Limit, Long> maxima() {
    return maxima;
  }
}
