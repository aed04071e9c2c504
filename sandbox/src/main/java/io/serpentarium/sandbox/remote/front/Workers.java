package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.remote.wire.LinkClosedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a front, by domain, and one that is kept ready for the next domain. Thread-safe.
 *
 * <p>A worker ends with the thread that has started it, so one thread starts all of them and stays.
 */
final class Workers implements SharedState.Hosts, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  /** The time in which a worker must serve; a first start compiles everything. */
  private static final long START_SECONDS = 180;

  /** The silence after which a worker is taken to hang. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Isolation isolation;
  private final WorkerCommand command;
  private final Duration linger;
  private final Executor deliveries;
  private final ScheduledExecutorService clock;
  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("worker-starter").factory());
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Object, Slot> slots = new HashMap<>();
  private final Map<WorkerProcess, Slot> slotOf = new ConcurrentHashMap<>();
  private final Set<WorkerProcess> alive = ConcurrentHashMap.newKeySet();
  private final AtomicLong deaths = new AtomicLong();
  private volatile @Nullable CompletableFuture<WorkerProcess> spare;
  private volatile boolean closed;

  /** The worker of a domain, and the number of sessions and snapshots that keep it. */
  private static final class Slot {
    final Object domain;
    final CompletableFuture<WorkerProcess> worker;
    int uses;

    Slot(Object domain, CompletableFuture<WorkerProcess> worker) {
      this.domain = domain;
      this.worker = worker;
    }
  }

  /** Returns whether a worker is there, or being started. */
  private static boolean isUsable(CompletableFuture<WorkerProcess> worker) {
    return !worker.isDone() || (!worker.isCompletedExceptionally() && worker.join().isAlive());
  }

  Workers(
      Isolation isolation,
      WorkerOptions options,
      Executor deliveries,
      ScheduledExecutorService clock) {
    this.isolation = isolation;
    this.command = new WorkerCommand(options, WorkerClassPath.find());
    this.linger = options.linger();
    this.deliveries = deliveries;
    this.clock = clock;
    var _ = clock.scheduleWithFixedDelay(this::checkAll, 1, 1, TimeUnit.SECONDS);
  }

  /** Starts the first worker and returns what it says of itself. */
  WorkerProcess.Ready start() {
    CompletableFuture<WorkerProcess> first = startOne();
    spare = first;
    try {
      return first.join().ready().join();
    } catch (CompletionException e) {
      throw new IllegalStateException("no worker can be started: " + e.getCause(), e);
    }
  }

  /**
   * Returns the worker of an owner, which stays until {@link #vacated} is called as often. Waits
   * for its start if none is ready.
   *
   * @throws SandboxSaturatedException if there is none and none can be started
   */
  WorkerProcess of(String owner) {
    Slot slot = slotOf(isolation.domain(owner));
    try {
      WorkerProcess worker = slot.worker.join();
      slotOf.put(worker, slot);
      return worker;
    } catch (CompletionException e) {
      remove(slot);
      throw new SandboxSaturatedException("no worker can be started", e);
    }
  }

  private Slot slotOf(Object domain) {
    Slot slot;
    Slot idle = null;
    lock.lock();
    try {
      slot = slots.get(domain);
      if (slot == null || !isUsable(slot.worker)) {
        slots.remove(domain);
        idle = makeRoom();
        slot = new Slot(domain, newcomer());
        slots.put(domain, slot);
      }
      slot.uses++;
    } finally {
      lock.unlock();
    }
    if (idle != null) {
      end(idle);
    }
    return slot;
  }

  /**
   * Makes room for one worker more, for which one without sessions may have to end before its time.
   *
   * @return the slot of that, which has been removed
   */
  private @Nullable Slot makeRoom() {
    if (closed) {
      throw new IllegalStateException("the sandbox is closed");
    }
    slots.values().removeIf(slot -> !isUsable(slot.worker));
    if (slots.size() < isolation.workers()) {
      return null;
    }
    Slot idle = idle();
    if (idle == null) {
      throw new SandboxSaturatedException("%d workers fit".formatted(isolation.workers()));
    }
    slots.remove(idle.domain, idle);
    return idle;
  }

  private @Nullable Slot idle() {
    return slots.values().stream().filter(slot -> slot.uses == 0).findFirst().orElse(null);
  }

  private CompletableFuture<WorkerProcess> newcomer() {
    CompletableFuture<WorkerProcess> waiting = spare;
    CompletableFuture<WorkerProcess> taken =
        waiting != null && isUsable(waiting) ? waiting : startOne();
    spare = startOne();
    return taken;
  }

  /** Ends the worker of a slot that was removed. Not under the lock: whatever it had ends too. */
  private void end(Slot removed) {
    var _ =
        removed.worker.thenAccept(
            worker -> {
              slotOf.remove(worker);
              worker.stop("it has no sessions any more");
            });
  }

  private void remove(Slot slot) {
    lock.lock();
    try {
      slots.remove(slot.domain, slot);
    } finally {
      lock.unlock();
    }
  }

  private CompletableFuture<WorkerProcess> startOne() {
    return CompletableFuture.supplyAsync(this::launch, starter)
        .thenCompose(worker -> worker.ready().thenApply(ready -> worker))
        .orTimeout(START_SECONDS, TimeUnit.SECONDS);
  }

  private WorkerProcess launch() {
    try {
      WorkerProcess worker = new WorkerProcess(command.start(), deliveries, this::ended);
      alive.add(worker);
      worker.start();
      return worker;
    } catch (IOException e) {
      throw new CompletionException(new LinkClosedException("it cannot be started: " + e));
    }
  }

  private void ended(WorkerProcess worker) {
    alive.remove(worker);
    boolean expected = closed || !slotOf.containsKey(worker);
    slotOf.remove(worker);
    if (!expected) {
      deaths.incrementAndGet();
      LOG.error("Worker {} ended, and its sessions are lost: {}", worker.pid(), worker.end());
    }
  }

  @Override
  public boolean stay() {
    return isolation.scope() == Isolation.Scope.SHARED;
  }

  @Override
  public void occupied(WorkerProcess worker, int count) {
    lock.lock();
    try {
      Slot slot = slotOf.get(worker);
      if (slot != null) {
        slot.uses += count;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void vacated(WorkerProcess worker, int count) {
    lock.lock();
    try {
      Slot slot = slotOf.get(worker);
      if (slot != null) {
        slot.uses -= count;
        if (slot.uses == 0 && !stay() && !closed) {
          var _ = clock.schedule(() -> endIfUnused(slot), linger.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void endIfUnused(Slot slot) {
    if (removeIfUnused(slot)) {
      end(slot);
    }
  }

  private boolean removeIfUnused(Slot slot) {
    lock.lock();
    try {
      return slot.uses == 0 && slots.remove(slot.domain, slot);
    } finally {
      lock.unlock();
    }
  }

  private void checkAll() {
    for (WorkerProcess worker : alive) {
      if (worker.ready().isDone() && worker.silence().compareTo(SILENCE) > 0) {
        worker.stop("it said nothing for %s".formatted(SILENCE));
      }
    }
  }

  /** Returns those that run. */
  List<WorkerProcess> all() {
    return new ArrayList<>(alive);
  }

  /** Returns how many have ended while they had a domain. */
  long deaths() {
    return deaths.get();
  }

  @Override
  public void close() {
    closed = true;
    all().forEach(worker -> worker.stop("the sandbox is closed"));
    starter.shutdown();
  }
}
