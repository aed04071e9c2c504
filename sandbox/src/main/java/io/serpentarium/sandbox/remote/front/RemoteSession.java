package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.SandboxException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.sandbox.Usage;
import io.serpentarium.sandbox.memory.BlockBuffer;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.LinkClosedException;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import io.serpentarium.sandbox.remote.wire.Requests;
import io.serpentarium.sandbox.remote.wire.Results;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session in a worker. What the front says of its state, it knows from its own calls and from the
 * worker's last answer; once the worker is gone, the session is lost, or goes on in another worker
 * from the state that is kept of it.
 */
final class RemoteSession implements Session {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteSession.class);

  private static final int FORK_BYTES = 64;

  private final RemoteHouse house;
  private final SessionOptions options;
  private final RemoteFiles files;
  private final KeptImage image = new KeptImage();
  private final AtomicInteger uses = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean left = new AtomicBoolean();
  private final AtomicReference<@Nullable Pending<Place>> moving = new AtomicReference<>();
  private final AtomicReference<@Nullable Pending<RemoteTerminal>> terminal =
      new AtomicReference<>();
  private volatile Place place;
  private volatile State told = State.IDLE;
  private volatile long memoryBytes;

  /**
   * Where the session is.
   *
   * @param id the number by which the worker knows it
   * @param account the number of its accounts
   */
  record Place(WorkerProcess worker, long id, long account) {}

  /**
   * Creates a session that a worker has opened.
   *
   * @param in continues with the session's state
   */
  RemoteSession(RemoteHouse house, Place place, SessionOptions options, FrameReader in) {
    this.house = house;
    this.place = place;
    this.options = options;
    this.files = new RemoteFiles(this, options.account(), house.heap());
    update(in);
  }

  /** Takes what the worker says of the session now. */
  void update(FrameReader in) {
    told = in.constant(State.class);
    memoryBytes = in.size();
  }

  /** Returns the worker that has it. */
  WorkerProcess worker() {
    return place.worker();
  }

  /** Returns where it is, as long as that worker lives. */
  Place place() {
    return place;
  }

  @Override
  public Execution execute(ExecutionRequest request) {
    return start(Operation.EXECUTE, uses, request);
  }

  @Override
  public Execution executeBeside(ExecutionRequest request) {
    return start(Operation.EXECUTE_BESIDE, new AtomicInteger(), request);
  }

  /**
   * Starts an execution.
   *
   * @param using counts it while it runs
   */
  private Execution start(Operation how, AtomicInteger using, ExecutionRequest request) {
    Place at = here();
    WorkerProcess worker = at.worker();
    Limits limits = request.limits().orElse(options.limits());
    Link.Promised result = worker.promise(Results.mostBytes(limits));
    long streamId = request.streaming() ? worker.newId() : 0;
    RemoteStream<OutputEvent> stream =
        request.streaming() ? worker.newStream(streamId, Results::readEvent) : null;
    using.incrementAndGet();
    try {
      callAt(
          at,
          how,
          Link.USUAL_ANSWER_BYTES,
          out -> Requests.write(out.number(result.number()).number(streamId), request),
          in -> in);
    } catch (RuntimeException e) {
      using.decrementAndGet();
      worker.link().forget(result.number());
      worker.removeStream(streamId);
      throw e;
    }
    RemoteExecution execution = new RemoteExecution(worker, result.number(), stream);
    house.began();
    Future<?> deadline = house.stopUnlessDone(worker, limits);
    var _ =
        result
            .answer()
            .whenCompleteAsync(
                (in, failure) -> {
                  deadline.cancel(false);
                  house.ended();
                  if (stream == null) {
                    end(execution, new Using(at, using), in, failure);
                  } else {
                    stream.afterDelivery(() -> end(execution, new Using(at, using), in, failure));
                  }
                },
                worker.deliveries());
    return execution;
  }

  /** What an execution uses until it ends. */
  private record Using(Place place, AtomicInteger count) {}

  private void end(
      RemoteExecution execution,
      Using using,
      @Nullable FrameReader in,
      @Nullable Throwable failure) {
    WorkerProcess worker = using.place().worker();
    ExecutionResult result = null;
    Throwable refusal = failure;
    try {
      result = in == null ? null : worker.read(in, this::readResult);
    } catch (LinkClosedException e) {
      refusal = e;
    }
    boolean whole = result != null && isKeptAfter(using.place());
    boolean refused =
        result == null && refusal != null && !(refusal instanceof LinkClosedException);
    ExecutionResult ending = whole || refused ? result : endedResult(worker);
    using.count().decrementAndGet();
    if (ending != null) {
      execution.complete(ending);
    } else {
      execution.refuse(Objects.requireNonNull(refusal));
    }
  }

  private ExecutionResult readResult(FrameReader in) {
    update(in);
    return Results.readResult(in);
  }

  /** Keeps the state after an execution, and returns whether its worker has survived that. */
  private boolean isKeptAfter(Place at) {
    if (!options.checkpoints()) {
      return true;
    }
    keep(at);
    boolean survived = at.worker().isAlive();
    if (survived) {
      image.survived();
    }
    return survived;
  }

  /** Keeps the present state here, where the options ask for that and nothing runs. */
  void keep() {
    if (options.checkpoints() && uses.get() == 0) {
      keep(place);
    }
  }

  private void keep(Place at) {
    try (Snapshot now = snapshot(at)) {
      BlockBuffer exported =
          new BlockBuffer(new Blocks(house.heap(), options.account(), Use.HISTORY));
      try (OutputStream out = exported.appender()) {
        now.export(out);
      } catch (IOException | RuntimeException | Error e) {
        exported.release();
        throw e;
      }
      image.replace(exported);
    } catch (SessionBusyException e) {
      LOG.debug("A session in use is kept when it is free again");
    } catch (IOException | SandboxException e) {
      if (at.worker().isAlive()) {
        LOG.warn(
            "A session would not survive its worker, since no state is kept of it: {}",
            e.toString());
        image.replace(null);
      }
    }
  }

  /** Returns the result of an execution whose worker ended, which the session may go on from. */
  ExecutionResult endedResult(WorkerProcess worker) {
    SessionFate fate = image.died(worker) ? SessionFate.ROLLED_BACK : SessionFate.LOST;
    return new ExecutionResult(
        new Outcome.Crashed("its worker process ended"),
        "",
        "",
        false,
        false,
        List.of(),
        fate,
        new Usage(Duration.ZERO, Duration.ZERO, 0, 0),
        Set.of());
  }

  /**
   * Returns where it is; one whose worker has ended goes on elsewhere with the state that is kept.
   *
   * @throws SessionLostException if its worker has ended and no state is kept
   * @throws SandboxSaturatedException if there is no room for it now
   */
  Place here() {
    requireOpen();
    Place present = place;
    return present.worker().isAlive() ? present : elsewhere();
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the session is closed");
    }
  }

  private Place elsewhere() {
    try {
      var _ = Pending.getOrMake(moving, Pending::isUnderWay, this::moved);
    } finally {
      if (closed.get()) {
        leave();
      }
    }
    requireOpen();
    return place;
  }

  private Place moved() {
    if (!closed.get() && !place.worker().isAlive()) {
      goOn();
    }
    return place;
  }

  private void goOn() {
    BlockBuffer state = image.retained();
    if (state == null) {
      throw new SessionLostException();
    }
    try {
      place = house.reopened(options, state);
      told = State.IDLE;
      LOG.info("A session goes on in worker {}, its own has ended", place.worker().pid());
    } catch (SnapshotException e) {
      throw new SessionLostException();
    } finally {
      state.release();
    }
  }

  /** Calls the worker about this session. */
  <T> T call(
      Operation operation,
      int mostBytes,
      Consumer<FrameWriter> content,
      Function<FrameReader, T> reader) {
    return callAt(here(), operation, mostBytes, content, reader);
  }

  /**
   * Calls a worker about this session. If it is gone, the session is lost, or what the call has
   * done is: then it can be made again.
   */
  <T> T callAt(
      Place at,
      Operation operation,
      int mostBytes,
      Consumer<FrameWriter> content,
      Function<FrameReader, T> reader) {
    try {
      return at.worker()
          .call(operation, mostBytes, out -> content.accept(out.number(at.id())), reader);
    } catch (LinkClosedException e) {
      if (image.isThere()) {
        throw new SandboxSaturatedException("the session's worker process ended", e);
      }
      throw new SessionLostException();
    }
  }

  /** Calls the worker for something during which the session is busy. */
  private <T> T use(
      Place at,
      Operation operation,
      int mostBytes,
      Consumer<FrameWriter> content,
      Function<FrameReader, T> reader) {
    uses.incrementAndGet();
    try {
      return callAt(
          at,
          operation,
          mostBytes,
          content,
          in -> {
            update(in);
            return reader.apply(in);
          });
    } finally {
      uses.decrementAndGet();
    }
  }

  @Override
  public Snapshot snapshot() {
    return snapshot(here());
  }

  private Snapshot snapshot(Place at) {
    return use(
        at,
        Operation.SNAPSHOT,
        Link.USUAL_ANSWER_BYTES,
        out -> {},
        in -> house.snapshotOf(at.worker(), options, at.account(), in));
  }

  @Override
  public void restore(Snapshot snapshot) {
    Place at = here();
    house.during(
        snapshot,
        state -> {
          long there = state.in(at.worker());
          return use(
              at, Operation.RESTORE, Link.USUAL_ANSWER_BYTES, out -> out.number(there), in -> in);
        });
    keep();
  }

  @Override
  public List<Session> fork(int count) {
    requireAtLeastOne("count", count);
    Place at = here();
    List<Session> forks =
        house.admitted(
            at.worker(),
            count,
            () ->
                use(
                    at,
                    Operation.FORK,
                    Math.addExact(FORK_BYTES, Math.multiplyExact(count, FORK_BYTES)),
                    out -> out.number(count),
                    in -> forks(at, in, count)));
    forks.forEach(fork -> ((RemoteSession) fork).keep());
    return forks;
  }

  private List<Session> forks(Place at, FrameReader in, int count) {
    List<Session> forks = in.each(each -> fork(at, each));
    if (forks.size() != count) {
      throw new ProtocolException("forks are missing");
    }
    return forks;
  }

  private Session fork(Place at, FrameReader in) {
    at.worker().accounts().retain(at.account());
    Place there = new Place(at.worker(), in.wide(), at.account());
    return new RemoteSession(house, there, options, in);
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1: %d".formatted(name, value));
    }
  }

  @Override
  public void undo(int executions) {
    requireAtLeastOne("executions", executions);
    use(here(), Operation.UNDO, Link.USUAL_ANSWER_BYTES, out -> out.number(executions), in -> in);
    keep();
  }

  @Override
  public void hibernate() {
    use(here(), Operation.HIBERNATE, Link.USUAL_ANSWER_BYTES, out -> {}, in -> in);
  }

  @Override
  public Terminal openTerminal(TerminalSize size, StatementGate gate) {
    Place at = here();
    return Pending.getOrMake(terminal, RemoteSession::isOpen, () -> opened(at, size, gate));
  }

  private static boolean isOpen(Pending<RemoteTerminal> terminal) {
    return terminal.isUnderWay() || (terminal.isThere() && !terminal.now().isOver());
  }

  private RemoteTerminal opened(Place at, TerminalSize size, StatementGate gate) {
    WorkerProcess worker = at.worker();
    long number = worker.newId();
    RemoteTerminal made = new RemoteTerminal(worker, this, number, gate);
    worker.put(number, made);
    try {
      long known =
          callAt(
              at,
              Operation.OPEN_TERMINAL,
              Link.USUAL_ANSWER_BYTES,
              out -> {
                Requests.write(out, size);
                out.number(number);
              },
              FrameReader::wide);
      if (known != number) {
        throw new IllegalStateException("the terminal is open already");
      }
      return made;
    } catch (RuntimeException e) {
      worker.removeTerminal(number);
      throw e;
    }
  }

  void statementBegan() {
    uses.incrementAndGet();
  }

  void statementEnded() {
    uses.decrementAndGet();
  }

  @Override
  public State state() {
    if (closed.get()) {
      return State.CLOSED;
    }
    boolean alive = place.worker().isAlive();
    if (!alive && !image.isThere()) {
      return State.LOST;
    }
    if (uses.get() > 0) {
      return State.BUSY;
    }
    if (!alive) {
      return State.IDLE;
    }
    State now = told;
    return now == State.BUSY ? State.IDLE : now;
  }

  @Override
  public Limits limits() {
    return options.limits();
  }

  @Override
  public long memoryBytes() {
    return place.worker().isAlive() || image.isThere() ? memoryBytes : 0;
  }

  @Override
  public SessionFiles files() {
    return files;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Pending<Place> move = moving.get();
      if (move == null || !move.isUnderWay()) {
        leave();
      }
    }
  }

  /**
   * Leaves the worker; a thread that moves the session meanwhile does this instead of the closer.
   */
  private void leave() {
    if (left.compareAndSet(false, true)) {
      Place last = place;
      last.worker().link().tell(Operation.CLOSE_SESSION, out -> out.number(last.id()));
      last.worker().accounts().close(last.account());
      image.replace(null);
      house.closed(last.worker(), 1);
    }
  }
}
