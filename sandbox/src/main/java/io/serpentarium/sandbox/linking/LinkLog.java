package io.serpentarium.sandbox.linking;

import java.util.List;
import java.util.stream.Stream;

/**
 * All that a session had linked, in order: done once more in a new instance it gives the same table
 * and the same handles. Immutable.
 *
 * @param tableSize elements that the table has afterwards; 0 when nothing was linked
 */
public record LinkLog(List<LinkEvent> events, int tableSize) {

  /** The log of a session that has linked nothing. */
  public static final LinkLog EMPTY = new LinkLog(List.of(), 0);

  /** Events that a log may have. */
  static final int MOST_EVENTS = 100_000;

  public LinkLog {
    events = List.copyOf(events);
  }

  /** Returns whether nothing was linked. */
  public boolean isEmpty() {
    return events.isEmpty();
  }

  /** The modules that it needs: lower-case hex SHA-256 of each. */
  public Stream<String> modules() {
    return events.stream()
        .filter(LinkEvent.Opened.class::isInstance)
        .map(event -> ((LinkEvent.Opened) event).sha256());
  }
}
