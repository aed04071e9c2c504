package io.serpentarium.service.session;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.Execution.StdinOutcome;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.service.execution.ExecutionStarter;
import io.serpentarium.service.execution.RunningExecution;
import io.serpentarium.service.tenancy.Grant;
import io.serpentarium.service.tenancy.Tenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A session of the registry: the sandbox's session, its use, and who watches it.
 *
 * <p>Thread-safe. {@link #start}, {@link #feed}, {@link #interrupt}, {@link #close}, {@link
 * #closeIfExpired} and {@link #info} may block for milliseconds; the others do not block.
 */
final class LiveSession implements HeldSession {

  private final SessionTerms terms;
  private final Session session;
  private final Clock clock;
  private final ExecutionStarter starter;
  private final SessionMeters meters;
  private final SessionDirectory directory;
  private final long openedBytes;
  private final LastEvents events;
  private final SessionWatchers watchers = new SessionWatchers();

  private volatile @Nullable Grant typist;
  private volatile Instant lastUsedAt;
  private volatile @Nullable RunningExecution running;
  private volatile boolean lost;
  private volatile @Nullable CloseReason closed;
  private volatile boolean leaving;
  private boolean keeping;

  LiveSession(
      SessionTerms terms,
      Session session,
      Clock clock,
      ExecutionStarter starter,
      SessionMeters meters,
      SessionDirectory directory) {
    this.terms = terms;
    this.session = session;
    this.clock = clock;
    this.starter = starter;
    this.meters = meters;
    this.directory = directory;
    events = new LastEvents(clock);
    openedBytes = session.memoryBytes();
    lastUsedAt = clock.instant();
    watchers.tell(SessionState.IDLE, null);
    meters.opened();
  }

  Position position() {
    return terms.position();
  }

  @Override
  public String id() {
    return terms.position().id();
  }

  @Override
  public SessionRecord record() {
    return new SessionRecord(
        id(),
        owner().id(),
        terms.position().createdAt(),
        lastUsedAt,
        terms.idleTimeout(),
        session.limits(),
        terms.history(),
        terms.checkpoint(),
        session.memoryBytes());
  }

  @Override
  public Optional<SessionInfo> seen() {
    return lost ? Optional.empty() : Optional.of(info());
  }

  /** Who starts something meanwhile waits. */
  @Override
  public synchronized byte[] capture() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      session.snapshot().export(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Whether a tenant may see it. */
  boolean isOf(Tenant tenant) {
    return owner().id().equals(tenant.id());
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
   * @throws SessionMovedException when it leaves this node
   */
  LiveSession use() {
    if (lost) {
      throw new SessionLostException();
    }
    if (leaving) {
      throw new SessionMovedException();
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
    require();
    use();
    if (keeping) {
      throw new SessionBusyException();
    }
    return begin(starter.start(tenant, session, executionId, id(), request));
  }

  /** Takes over a statement that waits on its terminal; throws as {@link #start} does. */
  synchronized RunningExecution adopt(Tenant tenant, String executionId, Execution statement) {
    require();
    use();
    return begin(starter.adopt(tenant, statement, executionId, id(), session.limits()));
  }

  private RunningExecution begin(RunningExecution started) {
    running = started;
    watchers.tell(SessionState.BUSY, started.id());
    started.onEnd(result -> ended(started, result));
    return started;
  }

  /** The events of its last streamed execution. */
  LastEvents events() {
    return events;
  }

  /** Whose it is. */
  Tenant owner() {
    return terms.owner();
  }

  /** Does something to its files that is kept like an execution's doing. */
  synchronized <T> T change(Function<SessionFiles, T> change) {
    require();
    T changed = change.apply(use().files());
    directory.changed(this);
    return changed;
  }

  /**
   * Gives its terminal; throws as {@link Session#openTerminal} does.
   *
   * @param grant of who sits down at it
   * @param size in which one begins that was not open
   */
  synchronized Terminal openTerminal(Grant grant, TerminalSize size, StatementGate gate) {
    require();
    use();
    typist = grant;
    return session.openTerminal(size, gate);
  }

  /** Its owner, as the grant says now by which he last sat down at the terminal. */
  Tenant typist() {
    Grant last = typist;
    return last == null ? owner() : last.latest();
  }

  /** Captures its state; throws as {@link Session#snapshot} does. */
  synchronized Snapshot snapshot() {
    require();
    return session.snapshot();
  }

  /** Puts another state in the place of its own; throws as {@link Session#restore} does. */
  synchronized void restore(Snapshot snapshot) {
    require();
    session.restore(snapshot);
    directory.changed(this);
  }

  /** Takes its last executions back; throws as {@link Session#undo} does. */
  synchronized void undo(int executions) {
    require();
    session.undo(executions);
    directory.changed(this);
  }

  /** Makes copies with ids of their own; throws as {@link Session#fork} does. */
  synchronized List<LiveSession> fork(int count, Supplier<String> ids) {
    require();
    return session.fork(count).stream().map(copy -> copied(copy, ids.get())).toList();
  }

  private LiveSession copied(Session copy, String id) {
    SessionTerms copied = terms.copy(id, clock.instant());
    return new LiveSession(copied, copy, clock, starter, meters, directory);
  }

  /** Lets it hibernate when nobody used it for so long. */
  synchronized void hibernateIfUnused(Duration since) {
    if (isUnusedFor(since) && closed == null && !lost && session.state() == Session.State.IDLE) {
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
        terms.position().createdAt(),
        used,
        used.plus(terms.idleTimeout()),
        session.limits(),
        session.memoryBytes());
  }

  /** Size of its linear memory when it was opened. */
  long openedBytes() {
    return openedBytes;
  }

  /** Size of its linear memory while nothing runs in it and it does not hibernate, or 0. */
  long idleBytes() {
    return !lost && state() == SessionState.IDLE ? session.memoryBytes() : 0;
  }

  /** Whether it moves to another node, or has moved. */
  boolean isLeaving() {
    return leaving;
  }

  /**
   * Takes it out of use, unless something is done in it.
   *
   * @param idle whether it only goes when it hibernates and nobody watches
   */
  synchronized boolean leave(boolean idle) {
    boolean unused = session.state() == Session.State.HIBERNATED && watchers.areNone();
    if (running != null
        || closed != null
        || lost
        || leaving
        || state() == SessionState.BUSY
        || (idle && !unused)) {
      return false;
    }
    leaving = true;
    return true;
  }

  /** Takes it back into use. */
  void stay() {
    leaving = false;
  }

  SessionWatch watch() {
    return watchers.watch(() -> isBusy() ? SessionState.BUSY : SessionState.IDLE);
  }

  boolean isExpired() {
    return isUnusedFor(terms.idleTimeout());
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
    watchers.announce(reason);
  }

  /** Ends it and tells its watchers. Idempotent. */
  synchronized void close(CloseReason reason) {
    if (closed == null) {
      closed = reason;
      release(reason);
      watchers.close(reason);
    }
  }

  private SessionState state() {
    Session.State seen = session.state();
    if (running != null || seen == Session.State.BUSY) {
      return SessionState.BUSY;
    }
    return seen == Session.State.HIBERNATED ? SessionState.HIBERNATED : SessionState.IDLE;
  }

  private void require() {
    if (closed != null) {
      throw closed == CloseReason.MOVED
          ? new SessionMovedException()
          : new SessionNotFoundException();
    }
    directory.requireHeld(this);
  }

  private synchronized CompletionStage<?> ended(
      RunningExecution execution, ExecutionResult result) {
    lastUsedAt = clock.instant();
    if (result.sessionState() == SessionFate.LOST && closed == null) {
      lose();
    }
    keeping = true;
    return directory.ended(this).whenComplete((kept, failure) -> free(execution));
  }

  private synchronized void free(RunningExecution execution) {
    keeping = false;
    if (running == execution) {
      running = null;
      watchers.tell(SessionState.IDLE, execution.id());
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
}
