package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.sandbox.Usage;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.LinkClosedException;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import io.serpentarium.sandbox.remote.wire.Requests;
import io.serpentarium.sandbox.remote.wire.Results;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session in a worker. What the front says of its state, it knows from its own calls and from the
 * worker's last answer; once the worker is gone, the session is lost.
 */
final class RemoteSession implements Session {

  private static final int FORK_BYTES = 64;

  private final RemoteHouse house;
  private final WorkerProcess worker;
  private final long id;
  private final SessionOptions options;
  private final long account;
  private final RemoteFiles files;
  private final AtomicInteger uses = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile State told = State.IDLE;
  private volatile long memoryBytes;
  private @Nullable RemoteTerminal terminal;

  /**
   * Creates a session that a worker has opened.
   *
   * @param id the number by which the worker knows it
   * @param account the number of its accounts
   * @param in continues with the session's state
   */
  RemoteSession(
      RemoteHouse house,
      WorkerProcess worker,
      long id,
      SessionOptions options,
      long account,
      FrameReader in) {
    this.house = house;
    this.worker = worker;
    this.id = id;
    this.options = options;
    this.account = account;
    this.files = new RemoteFiles(this, worker, options.account(), house.heap());
    update(in);
  }

  /** Takes what the worker says of the session now. */
  void update(FrameReader in) {
    told = in.constant(State.class);
    memoryBytes = in.size();
  }

  /** Returns the worker that has it. */
  WorkerProcess worker() {
    return worker;
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
    requireOpen();
    Limits limits = request.limits().orElse(options.limits());
    Link.Promised result = worker.promise(Results.mostBytes(limits));
    long streamId = request.streaming() ? worker.newId() : 0;
    RemoteStream<OutputEvent> stream =
        request.streaming() ? worker.newStream(streamId, Results::readEvent) : null;
    using.incrementAndGet();
    try {
      call(
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
                    end(execution, using, in, failure);
                  } else {
                    stream.afterDelivery(() -> end(execution, using, in, failure));
                  }
                },
                worker.deliveries());
    return execution;
  }

  private void end(
      RemoteExecution execution,
      AtomicInteger using,
      @Nullable FrameReader in,
      @Nullable Throwable failure) {
    ExecutionResult result = null;
    Throwable refusal = failure;
    try {
      result = in == null ? null : worker.read(in, this::readResult);
    } catch (LinkClosedException e) {
      refusal = e;
    }
    using.decrementAndGet();
    if (result != null) {
      execution.complete(result);
    } else if (refusal instanceof LinkClosedException || refusal == null) {
      execution.complete(lostResult());
    } else {
      execution.refuse(refusal);
    }
  }

  private ExecutionResult readResult(FrameReader in) {
    update(in);
    return Results.readResult(in);
  }

  /** Returns the result of an execution whose worker ended. */
  static ExecutionResult lostResult() {
    return new ExecutionResult(
        new Outcome.Crashed("its worker process ended"),
        "",
        "",
        false,
        false,
        List.of(),
        SessionFate.LOST,
        new Usage(Duration.ZERO, Duration.ZERO, 0, 0),
        Set.of());
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the session is closed");
    }
    if (!worker.isAlive()) {
      throw new SessionLostException();
    }
  }

  /** Calls the worker about this session; a worker that is gone has lost it. */
  <T> T call(
      Operation operation,
      int mostBytes,
      Consumer<FrameWriter> content,
      Function<FrameReader, T> reader) {
    requireOpen();
    try {
      return worker.call(operation, mostBytes, out -> content.accept(out.number(id)), reader);
    } catch (LinkClosedException e) {
      throw new SessionLostException();
    }
  }

  /** Calls the worker for something during which the session is busy. */
  private <T> T use(
      Operation operation,
      int mostBytes,
      Consumer<FrameWriter> content,
      Function<FrameReader, T> reader) {
    uses.incrementAndGet();
    try {
      return call(
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
    return use(
        Operation.SNAPSHOT,
        Link.USUAL_ANSWER_BYTES,
        out -> {},
        in -> house.snapshotOf(worker, options, account, in));
  }

  @Override
  public void restore(Snapshot snapshot) {
    requireOpen();
    house.during(
        snapshot,
        state -> {
          long there = state.in(worker);
          return use(
              Operation.RESTORE, Link.USUAL_ANSWER_BYTES, out -> out.number(there), in -> in);
        });
  }

  @Override
  public List<Session> fork(int count) {
    requireAtLeastOne("count", count);
    requireOpen();
    return house.admitted(
        worker,
        count,
        () ->
            use(
                Operation.FORK,
                Math.addExact(FORK_BYTES, Math.multiplyExact(count, FORK_BYTES)),
                out -> out.number(count),
                in -> forks(in, count)));
  }

  private List<Session> forks(FrameReader in, int count) {
    List<Session> forks = in.each(each -> fork(each));
    if (forks.size() != count) {
      throw new ProtocolException("forks are missing");
    }
    return forks;
  }

  private Session fork(FrameReader in) {
    worker.accounts().retain(account);
    return new RemoteSession(house, worker, in.wide(), options, account, in);
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1: %d".formatted(name, value));
    }
  }

  @Override
  public void undo(int executions) {
    requireAtLeastOne("executions", executions);
    use(Operation.UNDO, Link.USUAL_ANSWER_BYTES, out -> out.number(executions), in -> in);
  }

  @Override
  public void hibernate() {
    use(Operation.HIBERNATE, Link.USUAL_ANSWER_BYTES, out -> {}, in -> in);
  }

  @Override
  public Terminal openTerminal(TerminalSize size, StatementGate gate) {
    requireOpen();
    synchronized (this) {
      RemoteTerminal open = terminal;
      if (open == null || open.isOver()) {
        open = opened(size, gate);
        terminal = open;
      }
      return open;
    }
  }

  private RemoteTerminal opened(TerminalSize size, StatementGate gate) {
    long number = worker.newId();
    RemoteTerminal made = new RemoteTerminal(worker, this, number, gate);
    worker.put(number, made);
    try {
      long known =
          call(
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
    if (!worker.isAlive()) {
      return State.LOST;
    }
    if (uses.get() > 0) {
      return State.BUSY;
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
    return worker.isAlive() ? memoryBytes : 0;
  }

  @Override
  public SessionFiles files() {
    return files;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      worker.link().tell(Operation.CLOSE_SESSION, out -> out.number(id));
      worker.accounts().close(account);
      house.closed(worker, 1);
    }
  }
}
