package io.serpentarium.service.core.session;

import io.serpentarium.service.core.admission.MemoryGate;
import io.serpentarium.service.core.execution.Workers;
import jakarta.annotation.PreDestroy;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;

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
  private final Workers workers;
  private final MemoryGate memory;
  private long smallest = Long.MAX_VALUE;
  private volatile Disposable round = Disposables.disposed();

  SessionReaper(
      SessionRegistry registry,
      LiveSessions sessions,
      SessionPolicy policy,
      Workers workers,
      MemoryGate memory) {
    this.registry = registry;
    this.sessions = sessions;
    this.policy = policy;
    this.workers = workers;
    this.memory = memory;
  }

  @Override
  public void start() {
    round = workers.every(policy.reapInterval(), this::reap);
  }

  @Override
  public void stop() {
    round.dispose();
  }

  @Override
  public boolean isRunning() {
    return !round.isDisposed();
  }

  /**
   * Ends every session that has expired, and lets those hibernate that are long unused. Likewise
   * with streams. What the others hold cannot be promised to executions.
   */
  void reap() {
    registry.all().filter(LiveSession::closeIfExpired).forEach(this::remove);
    registry.all().forEach(session -> session.events().tidy(policy.streamPatience()));
    registry.all().forEach(session -> session.hibernateIfUnused(policy.hibernateAfter()));
    memory.holdIdle(grownIdle());
  }

  /** Bytes by which idle sessions are larger than the smallest that was opened: as new ones are. */
  private long grownIdle() {
    smallest = Math.min(smallest, openedBytes().min().orElse(smallest));
    return registry.all().mapToLong(LiveSession::idleBytes).map(this::grown).sum();
  }

  private long grown(long bytes) {
    return Math.max(0, bytes - smallest);
  }

  private LongStream openedBytes() {
    return registry.all().mapToLong(LiveSession::openedBytes);
  }

  /** Ends every session. */
  @PreDestroy
  void closeAll() {
    registry.all().forEach(session -> session.close(CloseReason.SHUTDOWN));
  }

  private void remove(LiveSession session) {
    try {
      sessions.end(session.id(), CloseReason.EXPIRED);
    } catch (SessionNotFoundException e) {
      log.debug("{} was deleted while it expired", session.id());
    }
  }
}
