package io.serpentarium.service.e2b;

import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionState;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The sandboxes that a client has paused, as opposed to those that hibernate by themselves: until
 * their next use, they are reported as not running. Only the last few thousand are remembered.
 * Thread-safe.
 */
@Component
@OpenDoor(Door.E2B)
final class PausedSandboxes {

  private static final int MOST = 10_000;

  /** The time of each sandbox's last use before its pause. */
  private final Map<String, Instant> byId = new LinkedHashMap<>();

  /** Notes that a session has been paused. */
  synchronized void add(SessionInfo session) {
    byId.remove(session.id());
    byId.put(session.id(), session.lastUsedAt());
    if (byId.size() > MOST) {
      byId.remove(byId.keySet().iterator().next());
    }
  }

  /** Returns whether a session has been paused and not been used since. */
  synchronized boolean contains(SessionInfo session) {
    return session.state() == SessionState.HIBERNATED
        && session.lastUsedAt().equals(byId.get(session.id()));
  }
}
