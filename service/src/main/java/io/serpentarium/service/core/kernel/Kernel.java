package io.serpentarium.service.core.kernel;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.kernel.KernelRequest.Ask;
import io.serpentarium.service.core.kernel.KernelRequest.Execute;
import io.serpentarium.service.core.kernel.KernelRequest.Note;
import io.serpentarium.service.core.session.SessionWatch;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A session with a queue: executes clients' requests one after the other, and reports the events to
 * all followers. A client that left finds the events since then when it returns.
 *
 * <p>Ends with its session. Thread-safe; nothing here blocks.
 */
public final class Kernel {

  /** Requests that may wait. */
  public static final int MOST_WAITING = 1_000;

  /** Inputs that are remembered. */
  public static final int HISTORY = 1_000;

  /** Characters of all remembered inputs together. */
  private static final long MOST_HISTORY = 1 << 20;

  /** What a request takes beside its content. */
  private static final long REQUEST_BYTES = 512;

  /** Clients whose place in the log is remembered. */
  private static final int MOST_PLACES = 64;

  private final String sessionId;
  private final Grant grant;
  private final KernelCells cells;
  private final KernelLog log;
  private final HeapHolding holding;
  private final Sinks.Many<Task> tasks = Sinks.many().unicast().onBackpressureBuffer();
  private final Queue<Task> queued = new ConcurrentLinkedQueue<>();
  private final AtomicInteger emitting = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Deque<Remembered> history = new ArrayDeque<>();
  private final Map<String, Long> places = new ConcurrentHashMap<>();
  private long historyChars;
  private long submitted;
  private volatile long abortedUpTo;
  private volatile int count;
  private volatile boolean busy;

  /** The fate of a running cell when the last follower leaves. */
  public enum LeavePolicy {
    /** The cell is interrupted. */
    INTERRUPT,
    /** The cell goes on, and a client that comes back sees what it did. */
    GO_ON
  }

  /**
   * An event, numbered from 1.
   *
   * @param asker the asker of its request
   */
  public record Numbered(long number, Asker asker, KernelEvent event) {}

  /** An input that was executed, and its number. */
  public record Remembered(int count, String code) {}

  private record Task(long number, Grant grant, Asker asker, KernelRequest request) {}

  /**
   * Creates a kernel without requests.
   *
   * @param grant the grant of its first client
   * @param holding pays for waiting requests and remembered inputs
   */
  Kernel(String sessionId, Grant grant, KernelCells cells, KernelLog log, HeapHolding holding) {
    this.sessionId = sessionId;
    this.grant = grant;
    this.cells = cells;
    this.log = log;
    this.holding = holding;
  }

  /**
   * Works until its session is gone. Called once.
   *
   * @param ended an action to run then
   */
  CompletableFuture<Void> work(SessionWatch watch, Runnable ended) {
    return tasks
        .asFlux()
        .takeUntilOther(watch.gone())
        .concatMap(this::perform, 1)
        .doFinally(
            signal -> {
              ended.run();
              log.close();
              holding.close();
            })
        .then()
        .toFuture();
  }

  /** The id of its session. */
  public String sessionId() {
    return sessionId;
  }

  /** Returns the grant of its first client. */
  Grant grant() {
    return grant;
  }

  /** Returns whether a request is being executed. */
  public boolean isBusy() {
    return busy;
  }

  /** Returns the number of followers. */
  public int followers() {
    return log.readers();
  }

  /** The number of the last cell that counted, 0 before the first. */
  public int count() {
    return count;
  }

  /**
   * Queues a request, whose results are among the events.
   *
   * @param grant the grant of the asker
   * @throws SandboxSaturatedException if too many wait
   * @throws io.serpentarium.service.core.admission.QuotaExceededException if the tenant has no room
   *     for one more
   */
  public void submit(Grant grant, Asker asker, KernelRequest request) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      throw new SandboxSaturatedException("too many requests wait for this kernel");
    }
    long cost = cost(asker, request);
    try {
      holding.acquire(cost);
    } catch (RuntimeException e) {
      waiting.decrementAndGet();
      throw e;
    }
    synchronized (tasks) {
      submitted++;
      queued.add(new Task(submitted, grant, asker, request));
    }
    emit();
  }

  /** Emits what is queued, in order and one at a time, without the monitor: work begins here. */
  private void emit() {
    if (emitting.getAndIncrement() > 0) {
      return;
    }
    int missed = 1;
    do {
      for (Task next = queued.poll(); next != null; next = queued.poll()) {
        tasks.tryEmitNext(next);
      }
      missed = emitting.addAndGet(-missed);
    } while (missed != 0);
  }

  /**
   * Follows the events.
   *
   * @param client the client's name: one that comes back goes on where it was, a new one begins
   *     with the next event
   */
  public Flux<Numbered> follow(String client, LeavePolicy policy) {
    return Flux.usingWhen(
        Mono.fromSupplier(() -> places.getOrDefault(client, log.newest())),
        from ->
            log.after(from)
                .map(entry -> new Numbered(entry.number(), entry.asker(), entry.event()))
                .filter(each -> !each.event().isForAsker() || each.asker().client().equals(client)),
        from -> left(policy));
  }

  private Mono<?> left(LeavePolicy policy) {
    boolean unheard = policy == LeavePolicy.INTERRUPT && log.readers() == 0 && busy;
    return unheard ? interrupt() : Mono.empty();
  }

  /** Notes that a client has got the events up to a number. */
  public void got(String client, long number) {
    if (places.size() < MOST_PLACES || places.containsKey(client)) {
      places.merge(client, number, Math::max);
    }
  }

  /** Forgets the inputs and restarts the count, as the interpreter does. */
  synchronized void restarted() {
    count = 0;
    synchronized (tasks) {
      abortedUpTo = submitted;
    }
  }

  /** Returns the last inputs, oldest first, but for those beyond a number. */
  public synchronized List<Remembered> history() {
    return List.copyOf(history);
  }

  /** Answers the cell that waits for a line; nothing where none does. */
  public Mono<Void> reply(String line) {
    return cells.reply(sessionId, line);
  }

  /** Ctrl-C for the cell that runs. */
  public Mono<Boolean> interrupt() {
    return cells.interrupt(sessionId);
  }

  private Mono<Void> perform(Task task) {
    Mono<Void> turn =
        Mono.defer(
            () -> {
              busy = true;
              return told(task, new KernelEvent.Busy())
                  .then(done(task))
                  .onErrorResume(
                      failure -> Mono.just(new KernelEvent.Failed(task.request(), failure)))
                  .flatMap(done -> told(task, done))
                  .then(Mono.fromRunnable(() -> release(task)))
                  .then(told(task, new KernelEvent.Idle()));
            });
    return CurrentTenant.in(task.grant(), turn);
  }

  private static long cost(Asker asker, KernelRequest request) {
    return REQUEST_BYTES + asker.bytes() + request.bytes();
  }

  private void release(Task task) {
    busy = false;
    waiting.decrementAndGet();
    holding.release(cost(task.asker(), task.request()));
  }

  private Mono<Void> told(Task task, KernelEvent event) {
    return log.append(task.asker(), event);
  }

  private Mono<KernelEvent.Done> done(Task task) {
    return switch (task.request()) {
      case Execute _ when task.number() <= abortedUpTo -> Mono.just(new KernelEvent.Aborted());
      case Execute execute -> execute(task, execute).cast(KernelEvent.Done.class);
      case Ask ask -> cells.ask(sessionId, ask).cast(KernelEvent.Done.class);
      case Note note -> Mono.just(new KernelEvent.Noted(note));
    };
  }

  private Mono<KernelEvent.Executed> execute(Task task, Execute cell) {
    if (cell.remembered()) {
      remember(cell.code());
    }
    Mono<Void> input =
        cell.silent()
            ? Mono.empty()
            : told(task, new KernelEvent.Input(cell.code(), Math.max(count, 1)));
    return input
        .then(cells.execute(sessionId, cell, count, event -> told(task, event)))
        .doOnNext(executed -> abortAfter(cell, executed));
  }

  private void abortAfter(Execute cell, KernelEvent.Executed executed) {
    if (cell.stopsOnError() && executed.error().isPresent()) {
      synchronized (tasks) {
        abortedUpTo = submitted;
      }
    }
  }

  private synchronized void remember(String code) {
    count++;
    long bytes = 2L * code.length();
    holding.acquireUnchecked(bytes);
    history.add(new Remembered(count, code));
    historyChars += code.length();
    while (history.size() > HISTORY || (historyChars > MOST_HISTORY && history.size() > 1)) {
      String oldest = history.remove().code();
      historyChars -= oldest.length();
      holding.release(2L * oldest.length());
    }
  }
}
