package io.serpentarium.service.core.scheduling;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The loops that a node rests on. Failures of each are counted in {@code
 * serpentarium.loop.failures}. Thread-safe.
 */
public final class Loops {

  /** Rounds that a loop may miss before it counts as stalled, though never within a minute. */
  private static final int MISSED_ROUNDS = 10;

  private static final Duration LEAST_PATIENCE = Duration.ofMinutes(1);

  private final MeterRegistry registry;
  private final LongSupplier nanoTime;
  private final Set<Loop> open = ConcurrentHashMap.newKeySet();
  private final Map<String, BooleanSupplier> watched = new ConcurrentHashMap<>();

  public Loops(MeterRegistry registry, LongSupplier nanoTime) {
    this.registry = registry;
    this.nanoTime = nanoTime;
  }

  /**
   * Starts a loop, which the caller closes.
   *
   * @param name the name of its thread and in the meters
   * @param pause the time between the beginnings of two rounds, and before the first
   * @param round receives its loop, so that it can have steps of its own
   */
  public Loop start(String name, Duration pause, Consumer<Loop> round) {
    Duration missed = pause.multipliedBy(MISSED_ROUNDS);
    Loop loop =
        new Loop(
            name,
            missed.compareTo(LEAST_PATIENCE) > 0 ? missed : LEAST_PATIENCE,
            nanoTime,
            failures(name),
            open::remove);
    open.add(loop);
    return loop.every(pause, round);
  }

  /** Starts a loop whose round is one step. */
  public Loop start(String name, Duration pause, Runnable round) {
    return start(name, pause, loop -> round.run());
  }

  /**
   * Includes another loop in {@link #stalled}.
   *
   * @param stalled whether the loop's last round ended too long ago; called by any thread
   */
  public void watch(String name, BooleanSupplier stalled) {
    watched.put(name, stalled);
  }

  /** Returns the names of the loops whose last round ended too long ago. */
  public List<String> stalled() {
    return Stream.concat(
            open.stream().filter(Loop::isStalled).map(Loop::name),
            watched.entrySet().stream()
                .filter(each -> each.getValue().getAsBoolean())
                .map(Map.Entry::getKey))
        .sorted()
        .toList();
  }

  private Counter failures(String name) {
    return Counter.builder("serpentarium.loop.failures")
        .description("Failed steps of a loop")
        .tag("loop", name)
        .register(registry);
  }
}
