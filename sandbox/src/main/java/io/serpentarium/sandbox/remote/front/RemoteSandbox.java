package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.CpuAccount;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxInfo;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.SandboxStatistics;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.sandbox.memory.BlockBuffer;
import io.serpentarium.sandbox.memory.NativeHeap;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.LinkClosedException;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.Requests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A sandbox whose sessions are in worker processes, each sealed off from the system before it runs
 * anybody's code. Whatever gets out of the engine there finds the sessions of one domain, and no
 * file, socket, key or other process.
 *
 * <p>A worker that ends, by itself or because it broke the protocol, takes the sessions of its
 * domain with it: their executions end as crashed, and the sessions are lost.
 */
public final class RemoteSandbox implements Sandbox {

  /** The seconds beyond its wall time in which an execution must have ended. */
  private static final long GRACE_SECONDS = 60;

  private final ExecutorService deliveries =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("serpentarium-front-", 0).factory());
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("serpentarium-front-clock").factory());
  private final NativeHeap heap = new NativeHeap();
  private final Workers workers;
  private final WorkerProcess.Ready first;
  private final int maxSessions;
  private final AtomicInteger sessions = new AtomicInteger();
  private final AtomicInteger executing = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final RemoteHouse house = new House();

  /**
   * Starts a sandbox, and waits for its first worker.
   *
   * @throws IllegalStateException if no worker can be started and sealed here
   */
  public RemoteSandbox(Isolation isolation, WorkerOptions options) {
    clock.setRemoveOnCancelPolicy(true);
    this.maxSessions = options.settings().maxSessions();
    this.workers = new Workers(isolation, options, deliveries, clock);
    try {
      this.first = workers.start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public Session open(SessionOptions options) {
    requireOpen();
    return during(options, worker -> open(worker, options, 0));
  }

  @Override
  public Session open(SessionOptions options, Snapshot snapshot) {
    requireOpen();
    return house.during(
        snapshot, state -> during(options, worker -> open(worker, options, state.in(worker))));
  }

  /** Uses the worker of a session's owner, and opens one session there. */
  private Session during(SessionOptions options, Function<WorkerProcess, Session> opening) {
    WorkerProcess worker = workers.of(options.share().owner());
    try {
      Session opened = house.admitted(worker, 1, () -> List.of(opening.apply(worker))).getFirst();
      ((RemoteSession) opened).keep();
      return opened;
    } finally {
      workers.vacated(worker, 1);
    }
  }

  private RemoteSession open(WorkerProcess worker, SessionOptions options, long snapshot) {
    long account = worker.openAccount(options.account(), options.cpu());
    try {
      return worker.call(
          Operation.OPEN,
          Link.USUAL_ANSWER_BYTES,
          out -> {
            Requests.write(out, options);
            out.number(StateCopy.accountOf(options.account(), account));
            out.number(StateCopy.accountOf(options.cpu(), account));
            out.number(snapshot);
          },
          in ->
              new RemoteSession(
                  house, new RemoteSession.Place(worker, in.wide(), account), options, in));
    } catch (LinkClosedException e) {
      throw new SandboxSaturatedException("the worker that opened the session ended", e);
    } catch (RuntimeException e) {
      worker.accounts().close(account);
      throw e;
    }
  }

  @Override
  public Preparation prepare(Snapshot snapshot, int ready, MemoryAccount account) {
    requireOpen();
    SharedState state = remote(snapshot).retained();
    long which;
    try {
      which = state.prepare(ready, account);
    } catch (RuntimeException | Error e) {
      state.release();
      throw e;
    }
    AtomicBoolean over = new AtomicBoolean();
    return () -> {
      if (over.compareAndSet(false, true)) {
        state.unprepare(which);
        state.release();
      }
    };
  }

  @Override
  public Snapshot importSnapshot(InputStream in, SnapshotImport options) throws IOException {
    requireOpen();
    WorkerProcess worker = workers.of(options.owner());
    long account = worker.openAccount(options.account(), CpuAccount.unlimited());
    try {
      return Imports.read(
          worker,
          in,
          options,
          StateCopy.accountOf(options.account(), account),
          told ->
              new RemoteSnapshot(
                  new SharedState(workers, heap, options.account(), worker, account, told)));
    } catch (IOException | RuntimeException e) {
      worker.accounts().close(account);
      throw e;
    } finally {
      workers.vacated(worker, 1);
    }
  }

  private static RemoteSnapshot remote(Snapshot snapshot) {
    if (snapshot instanceof RemoteSnapshot ours) {
      return ours;
    }
    throw new SnapshotException(Reason.FOREIGN, "it was taken in another sandbox");
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the sandbox is closed");
    }
  }

  @Override
  public SandboxInfo info() {
    return first.info();
  }

  /** Returns the names of what each worker has given up. */
  public List<String> sealed() {
    return first.sealed();
  }

  /** Returns the number of workers that run now, the spare one included. */
  public int workers() {
    return workers.all().size();
  }

  /** Returns the number of workers that ended and took sessions with them, since start. */
  public long workerDeaths() {
    return workers.deaths();
  }

  /**
   * Returns the sums of what workers said last; the front counts sessions and executions itself.
   */
  @Override
  public SandboxStatistics statistics() {
    SandboxStatistics sum =
        new SandboxStatistics(
            sessions.get(),
            executing.get(),
            0,
            0,
            0,
            0,
            heap.usedBytes(),
            Duration.ZERO,
            0,
            Duration.ZERO,
            0);
    for (WorkerProcess worker : workers.all()) {
      SandboxStatistics said = worker.statistics();
      if (said != null) {
        sum = sum(sum, said);
      }
    }
    return sum;
  }

  private static SandboxStatistics sum(SandboxStatistics sum, SandboxStatistics said) {
    return new SandboxStatistics(
        sum.sessions(),
        sum.executing(),
        sum.poolReady() + said.poolReady(),
        sum.poolTarget() + said.poolTarget(),
        sum.poolHits() + said.poolHits(),
        sum.poolMisses() + said.poolMisses(),
        sum.nativeBytes() + said.nativeBytes(),
        longer(sum.sinceWatchdogTick(), said.sinceWatchdogTick()),
        sum.watchdogFailures() + said.watchdogFailures(),
        longer(sum.sinceDeadlineTick(), said.sinceDeadlineTick()),
        sum.deadlineFailures() + said.deadlineFailures());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      workers.close();
      clock.shutdown();
      deliveries.shutdown();
      heap.close();
    }
  }

  /** The sandbox as its sessions see it. */
  private final class House implements RemoteHouse {

    @Override
    public NativeHeap heap() {
      return heap;
    }

    @Override
    public void began() {
      executing.incrementAndGet();
    }

    @Override
    public void ended() {
      executing.decrementAndGet();
    }

    @Override
    public Future<?> stopUnlessDone(WorkerProcess worker, Limits limits) {
      long seconds = limits.wallTime().toSeconds() + GRACE_SECONDS;
      return clock.schedule(
          () -> worker.stop("an execution did not end in %d s".formatted(seconds)),
          seconds,
          TimeUnit.SECONDS);
    }

    @Override
    public Snapshot snapshotOf(
        WorkerProcess worker, SessionOptions options, long account, FrameReader in) {
      worker.accounts().retain(account);
      return new RemoteSnapshot(
          new SharedState(workers, heap, options.account(), worker, account, in));
    }

    @Override
    public <T> T during(Snapshot snapshot, Function<SharedState, T> use) {
      SharedState state = remote(snapshot).retained();
      try {
        return use.apply(state);
      } finally {
        state.release();
      }
    }

    @Override
    public RemoteSession.Place reopened(SessionOptions options, BlockBuffer state) {
      String owner = options.share().owner();
      WorkerProcess worker = workers.of(owner);
      SnapshotImport how =
          SnapshotImport.ofAnybody().withAccount(options.account()).withOwner(owner);
      boolean opened = false;
      try (Snapshot kept = importSnapshot(state.reader(), how)) {
        RemoteSession.Place place =
            during(kept, there -> open(worker, options, there.in(worker)).place());
        opened = true;
        return place;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (LinkClosedException e) {
        throw new SandboxSaturatedException("the session's new worker process ended", e);
      } finally {
        if (!opened) {
          workers.vacated(worker, 1);
        }
      }
    }

    @Override
    public List<Session> admitted(
        WorkerProcess worker, int count, Supplier<List<Session>> opening) {
      int free = maxSessions - sessions.getAndAccumulate(count, this::sumIfFits);
      if (count > free) {
        throw new SandboxSaturatedException("%d sessions fit".formatted(maxSessions));
      }
      workers.occupied(worker, count);
      try {
        return opening.get();
      } catch (RuntimeException | Error e) {
        closed(worker, count);
        throw e;
      }
    }

    private int sumIfFits(int open, int more) {
      return more > maxSessions - open ? open : open + more;
    }

    @Override
    public void closed(WorkerProcess worker, int count) {
      sessions.addAndGet(-count);
      workers.vacated(worker, count);
    }
  }
}
