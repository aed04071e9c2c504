package io.serpentarium.service.core.session;

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
import io.serpentarium.service.core.execution.ExecutionStarter;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session of the registry: the sandbox's session, its use, and who watches it.
 *
 * <p>Thread-safe. {@link #start}, {@link #feed}, {@link #interrupt}, {@link #close}, {@link
 * #closeIfExpired} and {@link #info} may block for milliseconds; the others do not block.
 */
final class LiveSession {

  private final SessionTerms terms;
  private final Session session;
  private final ExecutionStarter starter;
  private final SessionKeeping keeping;
  private final long openedBytes;
  private final LastEvents events;
  private final SessionWatchers watchers = new SessionWatchers();
  private final CurrentExecution current = new CurrentExecution(watchers);
  private final IdleTimer idle;
  private final SessionLife life;

  private volatile @Nullable Grant typist;

  LiveSession(
      SessionTerms terms,
      Session session,
      Clock clock,
      ExecutionStarter starter,
      SessionMeters meters,
      SessionKeeping keeping) {
    this.terms = terms;
    this.session = session;
    this.starter = starter;
    this.keeping = keeping;
    events = new LastEvents(clock);
    openedBytes = session.memoryBytes();
    idle = new IdleTimer(clock);
    watchers.tell(SessionState.IDLE, null);
    life = new SessionLife(session, meters);
  }

  Position position() {
    return terms.position();
  }

  String id() {
    return terms.position().id();
  }

  /** What holds for it as long as it is on this node. */
  SessionTerms terms() {
    return terms;
  }

  /** By which this node has it. */
  long epoch() {
    return terms.epoch();
  }

  /** What there is to tell other nodes of it now. */
  SessionRecord record() {
    return new SessionRecord(
        id(),
        owner().id(),
        terms.position().createdAt(),
        idle.lastUsedAt(),
        terms.idleTimeout(),
        session.limits(),
        terms.history(),
        terms.checkpoint(),
        session.memoryBytes());
  }

  /**
   * Returns its state as {@link Snapshot#export} writes it.
   *
   * @throws io.serpentarium.sandbox.SessionBusyException while something runs in it
   * @throws SessionLostException when the state is gone
   */
  synchronized byte[] capture() {
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
    return current.isBusy();
  }

  boolean isLost() {
    return life.isLost();
  }

  /**
   * Notes that somebody uses it.
   *
   * @throws SessionLostException when its state is gone
   * @throws SessionMovedException when it leaves this node
   */
  LiveSession use() {
    life.requireStaying();
    idle.touch();
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
    current.requireKept();
    return begin(starter.start(tenant, session, executionId, id(), request));
  }

  /** Takes over a statement that waits on its terminal; throws as {@link #start} does. */
  synchronized RunningExecution adopt(Tenant tenant, String executionId, Execution statement) {
    require();
    use();
    return begin(starter.adopt(tenant, statement, executionId, id(), session.limits()));
  }

  private RunningExecution begin(RunningExecution started) {
    current.begin(started);
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
    keeping.changed(this);
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
    keeping.changed(this);
  }

  /** Takes its last executions back; throws as {@link Session#undo} does. */
  synchronized void undo(int executions) {
    require();
    session.undo(executions);
    keeping.changed(this);
  }

  /** Makes copies; throws as {@link Session#fork} does. */
  synchronized List<Session> fork(int count) {
    require();
    return session.fork(count);
  }

  /** Lets it hibernate when nobody used it for so long. */
  synchronized void hibernateIfUnused(Duration since) {
    if (isUnusedFor(since) && life.isLive() && session.state() == Session.State.IDLE) {
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
    current.feed(input);
  }

  /**
   * Ctrl-C.
   *
   * @return whether something ran
   */
  boolean interrupt() {
    return current.interrupt();
  }

  /**
   * The session as it is now.
   *
   * @throws SessionLostException when its state is gone
   */
  SessionInfo info() {
    life.requireState();
    Instant used = idle.lastUsedAt();
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
    return !life.isLost() && state() == SessionState.IDLE ? session.memoryBytes() : 0;
  }

  /** Whether it moves to another node, or has moved. */
  boolean isLeaving() {
    return life.isLeaving();
  }

  /**
   * Takes it out of use, unless something is done in it.
   *
   * @param onlyUnused whether it only goes when it hibernates and nobody watches
   */
  synchronized boolean leave(boolean onlyUnused) {
    SessionState state = state();
    boolean unused = state == SessionState.HIBERNATED && watchers.areNone();
    boolean usable = life.isLive() && !life.isLeaving();
    boolean leaves = usable && state != SessionState.BUSY && (unused || !onlyUnused);
    if (leaves) {
      life.leave();
    }
    return leaves;
  }

  /** Takes it back into use. */
  void stay() {
    life.stay();
  }

  SessionWatch watch() {
    return watchers.watch(() -> isBusy() ? SessionState.BUSY : SessionState.IDLE);
  }

  boolean isExpired() {
    return isUnusedFor(terms.idleTimeout());
  }

  /** Whether nothing runs in it and nobody has used it for so long. */
  boolean isUnusedFor(Duration time) {
    return !isBusy() && idle.isIdleFor(time);
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
    if (life.close(reason)) {
      watchers.close(reason);
    }
  }

  private SessionState state() {
    Session.State seen = session.state();
    if (isBusy() || seen == Session.State.BUSY) {
      return SessionState.BUSY;
    }
    return seen == Session.State.HIBERNATED ? SessionState.HIBERNATED : SessionState.IDLE;
  }

  private void require() {
    life.requireOpen();
    keeping.requireHeld(this);
  }

  private synchronized CompletionStage<?> ended(
      RunningExecution execution, ExecutionResult result) {
    idle.touch();
    if (result.sessionState() == SessionFate.LOST) {
      life.lose();
    }
    current.keep();
    return keeping.ended(this).whenComplete((kept, failure) -> free(execution));
  }

  private synchronized void free(RunningExecution execution) {
    current.free(execution);
  }
}
