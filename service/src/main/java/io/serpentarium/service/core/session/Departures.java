package io.serpentarium.service.core.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Sessions that have left this node a short while ago: a request that was on its way to one must be
 * answered that it has moved, not that it does not exist. Thread-safe.
 */
final class Departures {

  private static final int MOST = 10_000;

  private final Cache<String, String> owners = Caffeine.newBuilder().maximumSize(MOST).build();

  /** Notes one. */
  void add(LiveSession session) {
    owners.put(session.id(), session.terms().owner().id());
  }

  /** Forgets one, because it is back or is nowhere any more. */
  void remove(String id) {
    owners.invalidate(id);
  }

  /** Returns whether a session of an owner has left. */
  boolean contains(String id, String ownerId) {
    return ownerId.equals(owners.getIfPresent(id));
  }
}
