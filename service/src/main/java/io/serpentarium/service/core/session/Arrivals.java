package io.serpentarium.service.core.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Bytes that are on their way, by whose they are. Thread-safe. */
final class Arrivals {

  private final Map<String, Long> bytes = new ConcurrentHashMap<>();

  /** Adds some and gives how many there are then. */
  long add(String owner, long count) {
    return bytes.merge(owner, count, Long::sum);
  }

  /** Takes some away that were added. */
  void remove(String owner, long count) {
    bytes.computeIfPresent(owner, (key, now) -> now > count ? now - count : null);
  }

  long of(String owner) {
    return bytes.getOrDefault(owner, 0L);
  }
}
