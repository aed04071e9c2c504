package io.serpentarium.service.core.session;

import io.serpentarium.service.core.admission.MemoryPressure;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.scheduling.Loop;
import io.serpentarium.service.core.scheduling.Loops;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Hibernates unused sessions, and later ends them; while the container is short of memory, idle
 * sessions hibernate immediately. When the node stops, all sessions end once the server has
 * finished its requests.
 */
@Component
final class SessionReaper implements SmartLifecycle {

  private static final Duration VALVE_PAUSE = Duration.ofMillis(100);

  private static final Logger log = LoggerFactory.getLogger(SessionReaper.class);

  private final SessionRegistry registry;
  private final LiveSessions sessions;
  private final SessionPolicy policy;
  private final Loops loops;
  private final MemoryPressure pressure;
  private final SessionMeters meters;
  private volatile @Nullable Loop loop;
  private volatile @Nullable Loop valve;

  SessionReaper(
      SessionRegistry registry,
      LiveSessions sessions,
      SessionPolicy policy,
      Loops loops,
      MemoryPressure pressure,
      SessionMeters meters) {
    this.registry = registry;
    this.sessions = sessions;
    this.policy = policy;
    this.loops = loops;
    this.pressure = pressure;
    this.meters = meters;
  }

  @Override
  public void start() {
    loop = loops.start("reaper", policy.reapInterval(), this::reap);
    valve = loops.start("pressure", VALVE_PAUSE, this::relieve);
  }

  @Override
  public void stop() {
    close(loop);
    close(valve);
    loop = null;
    valve = null;
  }

  private static void close(@Nullable Loop last) {
    if (last != null) {
      last.close();
    }
  }

  @Override
  public boolean isRunning() {
    return loop != null;
  }

  /**
   * Ends expired sessions, hibernates long unused ones, and interrupts executions without
   * followers.
   */
  private void reap(Loop round) {
    round.each(registry.all(), this::reap);
  }

  private void reap(LiveSession session) {
    if (session.closeIfExpired()) {
      remove(session);
    } else {
      session.events().tidy(policy.streamPatience());
      var _ = session.hibernateIfUnused(policy.hibernateAfter());
    }
  }

  /** Hibernates idle sessions before their time, the largest first, while memory is short. */
  private void relieve(Loop round) {
    if (pressure.isHigh()) {
      round.each(
          registry
              .all()
              .map(session -> Map.entry(session.memoryBytes(), session))
              .sorted(Map.Entry.<Long, LiveSession>comparingByKey().reversed())
              .map(Map.Entry::getValue),
          this::relieve);
    }
  }

  private void relieve(LiveSession session) {
    if (pressure.isHigh() && session.hibernateIfUnused(Duration.ZERO)) {
      meters.shed();
    }
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
