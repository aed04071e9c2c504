package io.serpentarium.service.core.session;

import io.serpentarium.service.core.execution.ExecutionStarter;
import io.serpentarium.service.core.scheduling.Loop;
import io.serpentarium.service.core.scheduling.Loops;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Stops the node gracefully: nothing new is started, watchers of idle sessions are sent away, and
 * running executions may end until the drain limit, at which they are interrupted.
 *
 * <p>This is the first component to stop: the server goes on answering until nothing runs, so that
 * new requests are refused with a hint to retry. Then the server waits for its open requests, up to
 * its own timeout.
 */
@Component
final class Drain implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /**
   * The time that an execution's end may take to reach its client before the client is sent away.
   */
  private static final Duration DELIVERY = Duration.ofMillis(250);

  /** The time that interrupted executions may take to end and report so. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final SessionRegistry registry;
  private final ExecutionStarter starter;
  private final SessionPolicy policy;
  private final Loops loops;
  private final Clock clock;
  private volatile boolean running;
  private volatile Instant limit = Instant.MAX;
  private volatile boolean interrupted;
  private volatile @Nullable Loop rounds;
  private volatile Runnable stopped = () -> {};

  Drain(
      SessionRegistry registry,
      ExecutionStarter starter,
      SessionPolicy policy,
      Loops loops,
      Clock clock) {
    this.registry = registry;
    this.starter = starter;
    this.policy = policy;
    this.loops = loops;
    this.clock = clock;
  }

  @Override
  public void start() {
    endRounds();
    refuse(false);
    running = true;
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  @Override
  public void stop(Runnable stopped) {
    this.stopped = stopped;
    running = false;
    refuse(true);
    interrupted = false;
    limit = clock.instant().plus(policy.drain());
    log.info("Stopping: {} executions may go on for {}", starter.running(), policy.drain());
    rounds = loops.start("drain", PAUSE, this::round);
  }

  private void refuse(boolean stops) {
    starter.refuse(stops);
    registry.refuse(stops);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void endRounds() {
    Loop last = rounds;
    if (last != null) {
      last.close();
    }
  }

  private void round(Loop round) {
    Instant now = clock.instant();
    boolean over = !now.isBefore(limit.plus(GRACE));
    if (over) {
      round.close();
    }
    if (!now.isBefore(limit) && !interrupted) {
      interrupted = true;
      round.attempt(starter::interruptAll);
    }
    round.each(
        registry.all().filter(session -> over || session.isUnusedFor(DELIVERY)),
        session -> session.announce(CloseReason.SHUTDOWN));
    if (over || starter.running() == 0) {
      reportStopped();
    }
  }

  /** Reports the stop, once only. */
  private void reportStopped() {
    Runnable told = stopped;
    stopped = () -> {};
    told.run();
  }
}
