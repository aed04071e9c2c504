package io.serpentarium.service.core.session;

/** A request names a history above the maximum. */
public final class HistoryTooLongException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int maximum;

  HistoryTooLongException(int maximum) {
    super("history above " + maximum);
    this.maximum = maximum;
  }

  /** The longest that a request may name, in executions. */
  public int maximum() {
    return maximum;
  }
}
