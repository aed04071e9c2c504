package io.serpentarium.service.core.session;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sessions that have left this node a short while ago: a request that was on its way to one must
 * hear that it has moved, not that it does not exist. Thread-safe.
 */
final class Departures {

  private static final int MOST = 10_000;

  private final Map<String, String> owners =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST;
        }
      };

  /** Notes one. */
  synchronized void add(LiveSession session) {
    owners.put(session.id(), session.terms().owner().id());
  }

  /** Forgets one, because it is back or is nowhere any more. */
  synchronized void remove(String id) {
    owners.remove(id);
  }

  /** Whether one of this owner has left. */
  synchronized boolean contains(String id, String ownerId) {
    return ownerId.equals(owners.get(id));
  }
}
