package io.serpentarium.service.cluster;

import io.serpentarium.service.execution.Workers;
import io.serpentarium.service.session.DirectoryAwayException;
import io.serpentarium.service.session.HeldSession;
import io.serpentarium.service.session.LocalSessions;
import io.serpentarium.service.session.SessionMovedException;
import io.serpentarium.service.session.SessionPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Gives sessions away: those that hibernate while nobody watches them, and all of them when the
 * node stops, each as soon as nothing runs in it.
 */
final class Mover implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Mover.class);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** After the drain limit: for what was interrupted then. */
  private static final Duration LATER = Duration.ofSeconds(3);

  private final ClusterDirectory directory;
  private final LocalSessions local;
  private final Lease lease;
  private final SessionPolicy policy;
  private final Workers workers;
  private final Clock clock;
  private volatile Disposable rounds = Disposables.disposed();
  private volatile boolean running;

  Mover(
      ClusterDirectory directory,
      LocalSessions local,
      Lease lease,
      SessionPolicy policy,
      Workers workers,
      Clock clock) {
    this.directory = directory;
    this.local = local;
    this.lease = lease;
    this.policy = policy;
    this.workers = workers;
    this.clock = clock;
  }

  @Override
  public void start() {
    running = true;
    rounds = workers.every(policy.reapInterval(), this::round);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  /** Goes on accepting requests meanwhile, and sends those for sessions elsewhere on. */
  @Override
  public void stop(Runnable stopped) {
    running = false;
    rounds.dispose();
    lease.refuse();
    Instant limit = clock.instant().plus(policy.drain()).plus(LATER);
    Runnable once = once(stopped);
    rounds =
        workers.every(
            PAUSE,
            () -> {
              giveAway(false);
              if (local.all().stream().allMatch(directory::isTooLarge)
                  || !clock.instant().isBefore(limit)) {
                once.run();
              }
            });
  }

  private void round() {
    directory.catchUp();
    giveAway(true);
  }

  private Runnable once(Runnable stopped) {
    return () -> {
      rounds.dispose();
      stopped.run();
    };
  }

  private void giveAway(boolean idle) {
    local.all().stream()
        .filter(session -> !directory.isTooLarge(session))
        .forEach(session -> giveAway(session, idle));
  }

  private void giveAway(HeldSession session, boolean idle) {
    try {
      local.handOver(session, idle, directory::release);
    } catch (DirectoryAwayException | SessionMovedException e) {
      log.debug("{} stays: {}", session.id(), e.getMessage());
    } catch (StateTooLargeException e) {
      log.warn("{} stays: {}", session.id(), e.getMessage());
    } catch (RuntimeException e) {
      log.warn("{} stays", session.id(), e);
    }
  }
}
