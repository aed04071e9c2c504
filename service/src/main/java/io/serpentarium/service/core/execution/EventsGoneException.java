package io.serpentarium.service.core.execution;

/** Events that a client wants to go on from are not kept any more. */
public final class EventsGoneException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public EventsGoneException() {
    super("the events are not kept any more", null, false, false);
  }
}
