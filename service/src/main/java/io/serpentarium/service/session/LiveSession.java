package io.serpentarium.service.session;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.Execution.StdinOutcome;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.service.execution.EventLog;
import io.serpentarium.service.execution.EventsGoneException;
import io.serpentarium.service.execution.ExecutionStarter;
import io.serpentarium.service.execution.RunningExecution;
import io.serpentarium.service.tenancy.Tenant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;

/**
 * A session of the registry: the sandbox's session, its use, and who watches it.
 *
 * <p>Thread-safe. {@link #start}, {@link #feed}, {@link #interrupt}, {@link #close}, {@link
 * #closeIfExpired} and {@link #info} may block for milliseconds; the others do not block.
 */
final class LiveSession {

  private final Tenant owner;
  private final Position position;
  private final Session session;
  private final Duration idleTimeout;
  private final Clock clock;
  private final ExecutionStarter starter;
  private final SessionMeters meters;
  private final Sinks.Many<SessionStatus> statuses = Sinks.many().replay().latest();
  private final Sinks.One<CloseReason> gone = Sinks.one();

  private volatile Tenant typist;
  private volatile Instant lastUsedAt;
  private volatile @Nullable RunningExecution running;
  private volatile @Nullable EventLog events;
  private volatile boolean lost;
  private volatile boolean closed;

  LiveSession(
      Tenant owner,
      String id,
      Session session,
      Duration idleTimeout,
      Clock clock,
      ExecutionStarter starter,
      SessionMeters meters) {
    this.owner = owner;
    this.typist = owner;
    this.session = session;
    this.idleTimeout = idleTimeout;
    this.clock = clock;
    this.starter = starter;
    this.meters = meters;
    lastUsedAt = clock.instant();
    position = new Position(lastUsedAt, id);
    tell(SessionState.IDLE, null);
    meters.opened();
  }

  Position position() {
    return position;
  }

  String id() {
    return position.id();
  }

  /** Whether a tenant may see it. */
  boolean isOf(Tenant tenant) {
    return owner.id().equals(tenant.id());
  }

  Limits limits() {
    return session.limits();
  }

  SessionFiles files() {
    return session.files();
  }

  /** Whether something runs in it. */
  boolean isBusy() {
    return running != null;
  }

  boolean isLost() {
    return lost;
  }

  /**
   * Notes that somebody uses it.
   *
   * @throws SessionLostException when its state is gone
   */
  LiveSession use() {
    if (lost) {
      throw new SessionLostException();
    }
    lastUsedAt = clock.instant();
    return this;
  }

  /**
   * Starts an execution.
   *
   * @param tenant its owner, with the quotas of now
   * @throws SessionNotFoundException when the session ended meanwhile
   * @throws io.serpentarium.sandbox.SandboxException as {@link Session#execute} does
   */
  synchronized RunningExecution start(Tenant tenant, String executionId, ExecutionRequest request) {
    refuseClosed();
    use();
    return begin(starter.start(tenant, session, executionId, id(), request));
  }

  /** Takes over a statement that waits on its terminal; throws as {@link #start} does. */
  synchronized RunningExecution adopt(Tenant tenant, String executionId, Execution statement) {
    refuseClosed();
    use();
    return begin(starter.adopt(tenant, statement, executionId, id(), session.limits()));
  }

  private RunningExecution begin(RunningExecution started) {
    running = started;
    tell(SessionState.BUSY, started.id());
    started.onEnd(result -> ended(started, result));
    return started;
  }

  /** Keeps the events of an execution that was started just now. */
  EventLog follow(RunningExecution started) {
    EventLog log = started.log(clock);
    events = log;
    return log;
  }

  /**
   * The kept events of an execution.
   *
   * @throws EventsGoneException when they are not kept any more
   */
  EventLog events(String executionId) {
    EventLog log = events;
    if (log == null || !log.executionId().equals(executionId)) {
      throw new EventsGoneException();
    }
    return log;
  }

  /** Interrupts what nobody follows any more, and forgets events that nobody will ask for. */
  void tidyEvents(Duration patience) {
    EventLog log = events;
    if (log != null) {
      log.giveUpAfter(patience);
      if (log.isStaleAfter(patience)) {
        forget(log);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // the log may have been replaced
  private synchronized void forget(EventLog log) {
    if (events == log) {
      events = null;
    }
  }

  /** Whose it is. */
  Tenant owner() {
    return owner;
  }

  /**
   * Gives its terminal; throws as {@link Session#openTerminal} does.
   *
   * @param tenant who sits down at it, with the quotas of now
   * @param size in which one begins that was not open
   */
  synchronized Terminal openTerminal(Tenant tenant, TerminalSize size, StatementGate gate) {
    refuseClosed();
    use();
    typist = tenant;
    return session.openTerminal(size, gate);
  }

  /** Its owner, with the quotas that he had when he last sat down at the terminal. */
  Tenant typist() {
    return typist;
  }

  /** Captures its state; throws as {@link Session#snapshot} does. */
  synchronized Snapshot snapshot() {
    refuseClosed();
    return session.snapshot();
  }

  /** Puts another state in the place of its own; throws as {@link Session#restore} does. */
  synchronized void restore(Snapshot snapshot) {
    refuseClosed();
    session.restore(snapshot);
  }

  /** Takes its last executions back; throws as {@link Session#undo} does. */
  synchronized void undo(int executions) {
    refuseClosed();
    session.undo(executions);
  }

  /** Makes copies with ids of their own; throws as {@link Session#fork} does. */
  synchronized List<LiveSession> fork(int count, Supplier<String> ids) {
    refuseClosed();
    return session.fork(count).stream()
        .map(copy -> new LiveSession(owner, ids.get(), copy, idleTimeout, clock, starter, meters))
        .toList();
  }

  /** Lets it hibernate when nobody used it for so long. */
  synchronized void hibernateIfUnused(Duration since) {
    if (isUnusedFor(since) && !closed && !lost && session.state() == Session.State.IDLE) {
      session.hibernate();
    }
  }

  /**
   * Gives input to what runs.
   *
   * @throws NotRunningException when nothing runs or it reads no more
   * @throws StdinFullException when the program has to read first
   */
  void feed(Function<RunningExecution, StdinOutcome> input) {
    RunningExecution reader = running;
    StdinOutcome outcome = reader == null ? StdinOutcome.CLOSED : input.apply(reader);
    switch (outcome) {
      case ACCEPTED -> {}
      case FULL -> throw new StdinFullException();
      case CLOSED -> throw new NotRunningException();
    }
  }

  /**
   * Ctrl-C.
   *
   * @return whether something ran
   */
  boolean interrupt() {
    RunningExecution target = running;
    return target != null && target.interrupt();
  }

  /**
   * The session as it is now.
   *
   * @throws SessionLostException when its state is gone
   */
  SessionInfo info() {
    if (lost) {
      throw new SessionLostException();
    }
    Instant used = lastUsedAt;
    return new SessionInfo(
        id(),
        state(),
        position.createdAt(),
        used,
        used.plus(idleTimeout),
        session.limits(),
        session.memoryBytes());
  }

  SessionWatch watch() {
    return new SessionWatch(
        statuses.asFlux().onBackpressureLatest(),
        () -> isBusy() ? SessionState.BUSY : SessionState.IDLE,
        gone.asMono());
  }

  boolean isExpired() {
    return isUnusedFor(idleTimeout);
  }

  /** Whether nothing runs in it and nobody has used it for so long. */
  boolean isUnusedFor(Duration time) {
    return running == null && !clock.instant().isBefore(lastUsedAt.plus(time));
  }

  /**
   * Ends it when nobody used it for its idle timeout.
   *
   * @return whether it is ended now
   */
  synchronized boolean closeIfExpired() {
    boolean expired = isExpired();
    if (expired) {
      close(CloseReason.EXPIRED);
    }
    return expired;
  }

  /** Tells its watchers that it will end; what runs may go on meanwhile. */
  void announce(CloseReason reason) {
    gone.tryEmitValue(reason);
  }

  /** Ends it and tells its watchers. Idempotent. */
  synchronized void close(CloseReason reason) {
    if (!closed) {
      closed = true;
      release(reason);
      statuses.tryEmitComplete();
      announce(reason);
    }
  }

  private SessionState state() {
    Session.State seen = session.state();
    if (running != null || seen == Session.State.BUSY) {
      return SessionState.BUSY;
    }
    return seen == Session.State.HIBERNATED ? SessionState.HIBERNATED : SessionState.IDLE;
  }

  private void refuseClosed() {
    if (closed) {
      throw new SessionNotFoundException();
    }
  }

  private synchronized void ended(RunningExecution execution, ExecutionResult result) {
    lastUsedAt = clock.instant();
    if (result.sessionState() == SessionFate.LOST && !closed) {
      lose();
    }
    if (running == execution) {
      running = null;
      tell(SessionState.IDLE, execution.id());
    }
  }

  private void lose() {
    release(CloseReason.LOST);
    lost = true;
  }

  private void release(CloseReason reason) {
    if (!lost) {
      session.close();
      meters.closed(reason);
    }
  }

  private void tell(SessionState state, @Nullable String executionId) {
    statuses.tryEmitNext(new SessionStatus(state, executionId));
  }
}
