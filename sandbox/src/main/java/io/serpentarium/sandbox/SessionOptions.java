package io.serpentarium.sandbox;

/**
 * How a session is opened.
 *
 * @param limits what holds for the session and, unless a request narrows them, its executions
 */
public record SessionOptions(Limits limits) {

  /** A session with the given limits. */
  public static SessionOptions withLimits(Limits limits) {
    return new SessionOptions(limits);
  }
}
