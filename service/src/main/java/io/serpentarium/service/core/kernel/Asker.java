package io.serpentarium.service.core.kernel;

/**
 * The origin of a request, to which its events refer.
 *
 * @param client the client, by a name of the door's; receives the events that are for the asker
 *     only
 * @param origin an object that the door gets back with each event, such as a header
 * @param bytes the heap bytes that both take
 */
public record Asker(String client, Object origin, long bytes) {

  /** The asker of events that the kernel sends itself. */
  public static final Asker NOBODY = new Asker("", "", 0);
}
