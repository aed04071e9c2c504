package io.serpentarium.service.core.session;

import io.serpentarium.service.core.admission.MemoryGate;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.scheduling.Loop;
import io.serpentarium.service.core.scheduling.Loops;
import jakarta.annotation.PreDestroy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Lets sessions that nobody uses hibernate, and later ends them. When the node stops it ends all
 * sessions, once the server has finished its requests.
 */
@Component
final class SessionReaper implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(SessionReaper.class);

  private final SessionRegistry registry;
  private final LiveSessions sessions;
  private final SessionPolicy policy;
  private final Loops loops;
  private final MemoryGate memory;
  private volatile @Nullable Loop loop;

  SessionReaper(
      SessionRegistry registry,
      LiveSessions sessions,
      SessionPolicy policy,
      Loops loops,
      MemoryGate memory) {
    this.registry = registry;
    this.sessions = sessions;
    this.policy = policy;
    this.loops = loops;
    this.memory = memory;
  }

  @Override
  public void start() {
    loop = loops.start("reaper", policy.reapInterval(), this::reap);
  }

  @Override
  public void stop() {
    Loop last = loop;
    loop = null;
    if (last != null) {
      last.close();
    }
  }

  @Override
  public boolean isRunning() {
    return loop != null;
  }

  /**
   * Ends every session that has expired, hibernates those that are long unused, and interrupts what
   * nobody follows. What idle sessions hold cannot be promised to executions.
   */
  private void reap(Loop round) {
    round.each(registry.all(), this::reap);
    memory.holdIdle(grownIdle());
  }

  private void reap(LiveSession session) {
    if (session.closeIfExpired()) {
      remove(session);
    } else {
      session.events().tidy(policy.streamPatience());
      session.hibernateIfUnused(policy.hibernateAfter());
    }
  }

  private long grownIdle() {
    return registry.all().mapToLong(LiveSession::idleBytes).map(registry::grown).sum();
  }

  /** Ends every session. */
  @PreDestroy
  void closeAll() {
    registry.all().forEach(session -> session.close(CloseReason.SHUTDOWN));
  }

  private void remove(LiveSession session) {
    try {
      sessions.end(session.id(), CloseReason.EXPIRED);
    } catch (ServiceFailure e) {
      if (e.code() != FailureCode.SESSION_NOT_FOUND) {
        throw e;
      }
      log.debug("{} was deleted while it expired", session.id());
    }
  }
}
