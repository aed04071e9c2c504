package io.serpentarium.service.core.scheduling;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that serve owners in turn: an owner with a hundred waiting tasks delays another's task by
 * a single one. Thread-safe; {@link #execute} never blocks.
 *
 * <p>An owner has at most a share of the threads and a queue of its own with an end. A task that
 * has begun is never interrupted.
 */
public final class FairPool implements Pool, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FairPool.class);

  private final int threads;
  private final int share;
  private final int queue;
  private final ExecutorService executor;
  private final Map<String, Integer> runningByOwner = new HashMap<>();

  /** Tasks that wait, in the order in which their owners are served. */
  private final Map<String, Deque<Runnable>> waiting = new LinkedHashMap<>();

  private int running;
  private boolean closed;

  /**
   * @param share the threads that one owner may have
   * @param queue the tasks of one owner that may wait
   * @param name the name of the threads, before their numbers
   */
  public FairPool(int threads, int share, int queue, String name) {
    this(
        threads,
        share,
        queue,
        executor(threads, Thread.ofPlatform().name(name + "-", 1).daemon().factory()));
  }

  /** Returns an executor whose submitters wait for no lock: its queue has none, its threads run. */
  private static ExecutorService executor(int threads, ThreadFactory factory) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads, threads, 0, TimeUnit.SECONDS, new LinkedTransferQueue<>(), factory);
    executor.prestartAllCoreThreads();
    return executor;
  }

  /**
   * @param executor an executor of {@code threads} threads, which the pool shuts down
   */
  FairPool(int threads, int share, int queue, ExecutorService executor) {
    this.threads = threads;
    this.share = Math.clamp(share, 1, threads);
    this.queue = queue;
    this.executor = executor;
  }

  /**
   * Runs a task once a thread is free and it is its owner's turn.
   *
   * @throws RejectedExecutionException if too many of the owner's tasks wait, or after the close
   */
  @Override
  public void execute(String owner, Runnable task) {
    synchronized (this) {
      if (closed) {
        throw new RejectedExecutionException("the pool is closed");
      }
      Deque<Runnable> tasks = waiting.computeIfAbsent(owner, any -> new ArrayDeque<>());
      if (tasks.size() >= queue && !mayRun(owner)) {
        throw new RejectedExecutionException("too many tasks of one owner wait");
      }
      tasks.add(task);
    }
    dispatch();
  }

  private void dispatch() {
    for (Task next = next(); next != null; next = next()) {
      hand(next);
    }
  }

  /** A task that no thread takes holds no place of those that run. */
  private void hand(Task task) {
    boolean handed = false;
    try {
      executor.execute(task);
      handed = true;
    } finally {
      if (!handed) {
        end(task.owner);
      }
    }
  }

  /** Takes the first task whose owner may have another thread; that owner is served last then. */
  private synchronized @Nullable Task next() {
    if (running == threads) {
      return null;
    }
    return waiting.keySet().stream().filter(this::mayRun).findFirst().map(this::first).orElse(null);
  }

  private @Nullable Task first(String owner) {
    Deque<Runnable> tasks = waiting.remove(owner);
    if (tasks == null) {
      return null;
    }
    Runnable task = tasks.remove();
    if (!tasks.isEmpty()) {
      waiting.put(owner, tasks);
    }
    begin(owner);
    return new Task(owner, task);
  }

  private boolean mayRun(String owner) {
    return running < threads && runningByOwner.getOrDefault(owner, 0) < share;
  }

  private void begin(String owner) {
    running++;
    runningByOwner.merge(owner, 1, Integer::sum);
  }

  private synchronized void end(String owner) {
    running--;
    runningByOwner.computeIfPresent(owner, (any, count) -> count == 1 ? null : count - 1);
    endIfDrained();
  }

  /** A task whose owner's turn it is. */
  private final class Task implements Runnable {

    private final String owner;
    private final Runnable work;

    Task(String owner, Runnable work) {
      this.owner = owner;
      this.work = work;
    }

    @Override
    public void run() {
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        log.error("A task failed", e);
      } finally {
        end(owner);
        dispatch();
      }
    }
  }

  /** Takes no further task; those that wait still run. Does not wait for them. */
  @Override
  public synchronized void close() {
    closed = true;
    endIfDrained();
  }

  private void endIfDrained() {
    if (closed && running == 0 && waiting.isEmpty()) {
      executor.shutdown();
    }
  }
}
