package io.serpentarium.service.cluster;

import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.scheduling.Loop;
import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.core.session.LocalSessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import reactor.core.publisher.Mono;

/**
 * Hands sessions over: those that hibernate without watchers, and all of them when the node stops,
 * each as soon as nothing runs in it.
 */
final class Mover implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

  private static final Logger log = LoggerFactory.getLogger(Mover.class);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** The time after the drain limit for executions that were interrupted then. */
  private static final Duration LATER = Duration.ofSeconds(3);

  private final RedisStates states;
  private final LocalSessions local;
  private final Lease lease;
  private final Pace pace;
  private final Workers workers;
  private final Loops loops;
  private final Clock clock;
  private volatile @Nullable Loop rounds;
  private volatile boolean running;
  private volatile Instant end = Instant.MAX;

  Mover(
      RedisStates states,
      LocalSessions local,
      Lease lease,
      Pace pace,
      Workers workers,
      Loops loops,
      Clock clock) {
    this.states = states;
    this.local = local;
    this.lease = lease;
    this.pace = pace;
    this.workers = workers;
    this.loops = loops;
    this.clock = clock;
  }

  @Override
  public void start() {
    running = true;
    end = Instant.MAX;
    rounds = loops.start("mover", pace.interval(), this::round);
  }

  /**
   * Accepts no further session before any bean is stopped: once {@code Drain} refuses executions,
   * requests have to be sent to another node already.
   */
  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    if (event.getApplicationContext().getParent() == null) {
      lease.refuse();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  /**
   * Goes on accepting requests meanwhile, and sends those for sessions elsewhere on; some were
   * under way to a session when it left.
   */
  @Override
  public void stop(Runnable stopped) {
    running = false;
    Loop last = rounds;
    if (last != null) {
      last.close();
    }
    Instant limit = clock.instant().plus(pace.drain()).plus(LATER);
    rounds = loops.start("mover", PAUSE, round -> lastRound(round, limit, stopped));
  }

  private void lastRound(Loop round, Instant limit, Runnable stopped) {
    handOver(round, false);
    Instant now = clock.instant();
    if (end.equals(Instant.MAX) && (isDone() || !now.isBefore(limit))) {
      end = now.plus(pace.linger());
    }
    if (!now.isBefore(end)) {
      round.close();
      stopped.run();
    }
  }

  private boolean isDone() {
    return local.ids().stream().allMatch(states::isTooLarge);
  }

  private void round(Loop round) {
    if (!lease.isWitnessed()) {
      round.attempt(states::catchUp);
    }
    handOver(round, true);
  }

  /** Gives a session away now if nothing runs in it, and returns whether it has left. */
  Mono<Boolean> handOver(String id) {
    return workers.bulk().call(() -> handOver(id, false));
  }

  private void handOver(Loop round, boolean onlyUnused) {
    round.each(local.ids().stream(), id -> handOver(id, onlyUnused));
  }

  private boolean handOver(String id, boolean onlyUnused) {
    try {
      return !states.isTooLarge(id) && local.handOver(id, onlyUnused, states::release);
    } catch (ServiceFailure e) {
      log.debug("Session {} could not be handed over: {}", id, e.getMessage());
    } catch (RedisStates.StateTooLargeException e) {
      log.warn("Session {} could not be handed over: {}", id, e.getMessage());
    } catch (RuntimeException e) {
      log.warn("Session {} could not be handed over", id, e);
    }
    return false;
  }

  /**
   * The timing of moves.
   *
   * @param interval the time between two rounds
   * @param drain the time for which executions may go on when the node stops
   * @param linger the time for which a stopped node keeps answering after its last session has left
   */
  record Pace(Duration interval, Duration drain, Duration linger) {}
}
