package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Share;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link.Answer;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.Requests;
import io.serpentarium.sandbox.remote.wire.Results;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The front's calls to sessions and their executions. */
final class SessionCalls {

  private final Worker worker;
  private final Sandbox sandbox;
  private final Ids<Session> sessions = new Ids<>();
  private final Ids<Execution> executions = new Ids<>();
  private final Map<Session, FrontAccount> accounts = new ConcurrentHashMap<>();

  SessionCalls(Worker worker, Sandbox sandbox) {
    this.worker = worker;
    this.sandbox = sandbox;
  }

  /** Returns the session that a frame names next. */
  Session next(FrameReader in) {
    return sessions.get(in.wide());
  }

  /** Has the account of a session give its credit back, before an answer about the session. */
  void settle(Session session) {
    FrontAccount account = accounts.get(session);
    if (account != null) {
      account.settle();
    }
  }

  private void pays(MemoryAccount account, Session session) {
    if (account instanceof FrontAccount front) {
      front.retain();
      accounts.put(session, front);
      front.settle();
    }
  }

  /** Writes what a front keeps of a session's state. */
  static FrameWriter state(FrameWriter out, Session session) {
    return out.constant(session.state()).number(session.memoryBytes());
  }

  void open(FrameReader in, Answer answer) {
    SessionOptions options = readOptions(in);
    long snapshot = in.wide();
    Session opened =
        snapshot == 0
            ? sandbox.open(options)
            : sandbox.open(options, worker.snapshots().get(snapshot));
    long id = sessions.add(opened);
    pays(options.account(), opened);
    answer.give(out -> state(out.number(id), opened));
  }

  private SessionOptions readOptions(FrameReader in) {
    Limits limits = Requests.readLimits(in);
    int history = in.number(SessionOptions.MAX_HISTORY);
    boolean rollBack = in.flag();
    Share share = new Share(in.text(), in.number(Integer.MAX_VALUE));
    MemoryAccount memory = FrontAccount.memory(worker, in);
    return new SessionOptions(
        limits, history, rollBack, share, memory, FrontAccount.cpu(worker, in), false);
  }

  void execute(
      FrameReader in, Answer answer, BiFunction<Session, ExecutionRequest, Execution> starter) {
    Session session = next(in);
    long id = in.wide();
    long stream = in.wide();
    ExecutionRequest request = Requests.readExecution(in);
    Execution started = starter.apply(session, request);
    executions.put(id, started);
    if (request.streaming()) {
      StreamSender<OutputEvent> sender = worker.streams().add(stream, Results::write);
      started.output().subscribe(sender);
    }
    answer.give(out -> {});
    var _ = started.result().whenComplete((result, failure) -> end(session, id, result, failure));
  }

  private void end(
      Session session, long id, @Nullable ExecutionResult result, @Nullable Throwable failure) {
    executions.remove(id);
    settle(session);
    Answer answer = worker.link().answerTo(Operation.EXECUTE, id);
    if (result != null) {
      answer.give(out -> Results.write(state(out, session), result));
    } else {
      answer.refuse(failure == null ? new IllegalStateException("it has no result") : failure);
    }
  }

  /** Has the front interrupt an execution of the terminal by a number. */
  void put(long id, Execution statement) {
    executions.put(id, statement);
  }

  void forget(long id) {
    executions.remove(id);
  }

  void writeStdin(FrameReader in, Answer answer) {
    Execution execution = executions.find(in.wide());
    byte[] data = in.array();
    Execution.StdinOutcome outcome =
        execution == null ? Execution.StdinOutcome.CLOSED : execution.writeStdin(data);
    answer.give(out -> out.constant(outcome));
  }

  void endStdin(FrameReader in, Answer answer) {
    Execution execution = executions.find(in.wide());
    Execution.StdinOutcome outcome =
        execution == null ? Execution.StdinOutcome.CLOSED : execution.endStdin();
    answer.give(out -> out.constant(outcome));
  }

  void interrupt(FrameReader in, Answer answer) {
    Execution execution = executions.find(in.wide());
    boolean ran = execution != null && execution.interrupt();
    answer.give(out -> out.flag(ran));
  }

  void snapshot(FrameReader in, Answer answer) {
    Session session = next(in);
    Snapshot taken = session.snapshot();
    settle(session);
    answer.give(out -> worker.snapshots().describe(state(out, session), taken));
  }

  void restore(FrameReader in, Answer answer) {
    Session session = next(in);
    Snapshot wanted = worker.snapshots().get(in.wide());
    change(session, answer, () -> session.restore(wanted));
  }

  void fork(FrameReader in, Answer answer) {
    Session session = next(in);
    List<Session> forks = session.fork(in.number());
    FrontAccount account = accounts.get(session);
    if (account != null) {
      forks.forEach(fork -> pays(account, fork));
    }
    answer.give(
        out ->
            state(out, session)
                .each(forks, (each, fork) -> state(each.number(sessions.add(fork)), fork)));
  }

  void undo(FrameReader in, Answer answer) {
    Session session = next(in);
    int executionsBack = in.number();
    change(session, answer, () -> session.undo(executionsBack));
  }

  void hibernate(FrameReader in, Answer answer) {
    Session session = next(in);
    change(session, answer, session::hibernate);
  }

  private void change(Session session, Answer answer, Runnable change) {
    change.run();
    settle(session);
    answer.give(out -> state(out, session));
  }

  void close(FrameReader in) {
    Session session = sessions.remove(in.wide());
    if (session != null) {
      FrontAccount account = accounts.remove(session);
      session.close();
      if (account != null) {
        account.leave();
        account.settle();
      }
    }
  }
}
