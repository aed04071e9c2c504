package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.CpuAccount;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.SandboxException;
import io.serpentarium.sandbox.SandboxInfo;
import io.serpentarium.sandbox.SandboxStatistics;
import io.serpentarium.sandbox.remote.wire.Failures;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Link.Answer;
import io.serpentarium.sandbox.remote.wire.LinkClosedException;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import io.serpentarium.sandbox.remote.wire.Results;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A worker as its front sees it: a process that may say anything. Whatever breaks the protocol ends
 * it. Thread-safe.
 */
final class WorkerProcess implements Link.Peer {

  /** The time in which a call must be answered, or its worker ends. */
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final ErrorTail errors;
  private final Executor deliveries;
  private final Consumer<WorkerProcess> onEnd;
  private final Link link;
  private final Failures failures = new Failures();
  private final AccountBook accounts = new AccountBook();
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, RemoteStream<?>> streams = new ConcurrentHashMap<>();
  private final Map<Long, RemoteTerminal> terminals = new ConcurrentHashMap<>();
  private final Map<Long, Transfer> transfers = new ConcurrentHashMap<>();
  private final CompletableFuture<Ready> ready = new CompletableFuture<>();
  private volatile @Nullable SandboxStatistics statistics;
  private volatile long heardNanos = System.nanoTime();
  private volatile String end = "";

  /**
   * What a worker tells once it serves.
   *
   * @param sealed the names of what it has given up
   */
  record Ready(SandboxInfo info, List<String> sealed) {}

  /**
   * Creates it for a process that was just started.
   *
   * @param deliveries runs what may wait
   * @param onEnd notified once, when the worker is gone
   */
  WorkerProcess(Process process, Executor deliveries, Consumer<WorkerProcess> onEnd) {
    this.process = process;
    this.errors = new ErrorTail(process.getErrorStream());
    this.deliveries = deliveries;
    this.onEnd = onEnd;
    this.link = new Link(process.getInputStream(), process.getOutputStream(), this, false);
  }

  void start() {
    errors.start("worker-" + process.pid() + "-errors");
    link.start("worker-" + process.pid());
  }

  CompletableFuture<Ready> ready() {
    return ready;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return link.isOpen();
  }

  /** Returns how it ended: the reason, and the last that it wrote to its standard error. */
  String end() {
    return end;
  }

  Link link() {
    return link;
  }

  Executor deliveries() {
    return deliveries;
  }

  /** Returns what it said of itself last, if it did so already. */
  @Nullable SandboxStatistics statistics() {
    return statistics;
  }

  /** Returns the time since it was last heard. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardNanos);
  }

  /** Ends the process. */
  void stop(String reason) {
    link.close(reason);
  }

  /**
   * Asks the worker and waits for its answer.
   *
   * @throws LinkClosedException if the worker is gone before it has answered
   */
  <T> T call(
      Operation operation,
      int mostBytes,
      Consumer<FrameWriter> content,
      Function<FrameReader, T> reader) {
    FrameReader in =
        link.await(link.ask(operation, mostBytes, failures::read, content), PATIENCE_SECONDS);
    return read(in, reader);
  }

  /** Reads an answer; one that is none ends the worker. */
  <T> T read(FrameReader in, Function<FrameReader, T> reader) {
    try {
      T value = reader.apply(in);
      in.end();
      return value;
    } catch (ProtocolException | IllegalArgumentException e) {
      stop("it broke the protocol: " + e.getMessage());
      throw new LinkClosedException(String.valueOf(e.getMessage()));
    }
  }

  Link.Promised promise(int mostBytes) {
    return link.promise(mostBytes, failures::read);
  }

  long openAccount(MemoryAccount memory, CpuAccount cpu) {
    return accounts.open(memory, cpu);
  }

  Failures failures() {
    return failures;
  }

  AccountBook accounts() {
    return accounts;
  }

  /** Adds a stream, which ends with the worker. */
  <T> RemoteStream<T> newStream(long id, Function<FrameReader, T> reader) {
    RemoteStream<T> stream =
        new RemoteStream<>(link, id, reader, deliveries, () -> streams.remove(id));
    streams.put(id, stream);
    if (!isAlive() && streams.remove(id, stream)) {
      stream.end();
    }
    return stream;
  }

  long newId() {
    return lastId.incrementAndGet();
  }

  void removeStream(long id) {
    streams.remove(id);
  }

  void put(long id, RemoteTerminal terminal) {
    terminals.put(id, terminal);
    if (!isAlive() && terminals.remove(id, terminal)) {
      terminal.lost();
    }
  }

  void removeTerminal(long id) {
    terminals.remove(id);
  }

  long put(Transfer transfer) {
    long id = newId();
    transfers.put(id, transfer);
    return id;
  }

  void removeTransfer(long id) {
    transfers.remove(id);
  }

  @Override
  public void told(Operation operation, FrameReader in) {
    heardNanos = System.nanoTime();
    switch (operation) {
      case READY -> ready(in);
      case HEARTBEAT -> statistics = Results.readStatistics(in);
      case RELEASE -> accounts.release(in.wide(), in.constant(Use.class), in.size());
      case CHARGE -> accounts.charge(in.wide(), in.duration());
      case STREAM_ITEM -> item(in);
      case STREAM_END -> endStream(in.wide());
      case EDITED -> ofTerminal(in, terminal -> terminal.edited(in.duration()));
      case STATEMENT_RESULT -> ofTerminal(in, terminal -> terminal.statementEnded(in));
      case TERMINAL_ENDED -> ofTerminal(in, terminal -> terminal.ended(in.number()));
      default -> throw new ProtocolException(operation + " is no statement");
    }
  }

  private void ready(FrameReader in) {
    int version = in.number();
    if (version != Link.VERSION) {
      throw new ProtocolException("it speaks version " + version);
    }
    List<String> sealed = in.each(FrameReader::text);
    ready.complete(new Ready(Results.readInfo(in), sealed));
  }

  private void item(FrameReader in) {
    RemoteStream<?> stream = streams.get(in.wide());
    if (stream != null) {
      stream.take(in);
    }
  }

  private void endStream(long id) {
    RemoteStream<?> stream = streams.remove(id);
    if (stream != null) {
      stream.end();
    }
  }

  private void ofTerminal(FrameReader in, Consumer<RemoteTerminal> action) {
    long id = in.wide();
    RemoteTerminal terminal = terminals.get(id);
    if (terminal != null) {
      action.accept(terminal);
      removeIfDone(id, terminal);
    }
  }

  /** Removes a terminal that has ended once its last statement's result is there. */
  private void removeIfDone(long id, RemoteTerminal terminal) {
    if (terminal.isOver() && !terminal.hasStatements()) {
      terminals.remove(id, terminal);
    }
  }

  @Override
  public void asked(Operation operation, FrameReader in, Answer answer) {
    heardNanos = System.nanoTime();
    switch (operation) {
      case ACQUIRE -> acquire(in, answer);
      case REQUIRE_LEFT -> requireLeft(in, answer);
      case PULL, PUSH -> transfer(in, answer);
      case ADMIT -> ofTerminal(in, terminal -> terminal.admit(in.wide(), answer));
      case ADMIT_EDIT -> ofTerminal(in, terminal -> terminal.admitEdit(answer));
      default -> throw new ProtocolException(operation + " is no question");
    }
  }

  private void acquire(FrameReader in, Answer answer) {
    long id = in.wide();
    Use use = in.constant(Use.class);
    long bytes = in.size();
    answer(answer, () -> accounts.acquire(id, use, bytes));
  }

  private void requireLeft(FrameReader in, Answer answer) {
    CpuAccount cpu = accounts.cpu(in.wide());
    answer(answer, cpu::requireLeft);
  }

  private void answer(Answer answer, Runnable check) {
    try {
      check.run();
    } catch (SandboxException refusal) {
      answer.refuse(failures.keep(refusal));
      return;
    }
    answer.give(out -> {});
  }

  private void transfer(FrameReader in, Answer answer) {
    Transfer transfer = transfers.get(in.wide());
    if (transfer == null) {
      throw new ProtocolException("nothing is transferred under that number");
    }
    transfer.next(in, answer);
  }

  @Override
  public void ended(String reason) {
    process.destroyForcibly();
    end = errors.isEmpty() ? reason : reason + "; its last words: " + errors;
    ready.completeExceptionally(new LinkClosedException(end));
    accounts.end();
    List.copyOf(streams.keySet()).forEach(this::endStream);
    for (Long id : List.copyOf(terminals.keySet())) {
      RemoteTerminal terminal = terminals.remove(id);
      if (terminal != null) {
        terminal.lost();
      }
    }
    onEnd.accept(this);
  }
}
