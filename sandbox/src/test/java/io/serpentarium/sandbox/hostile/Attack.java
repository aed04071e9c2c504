package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What came of one hostile program.
 *
 * @param outcome in the words of a program's head
 * @param overrun over its time limit, or from Ctrl-C to the answer, where it was stopped by one
 * @param deviations from what the head says
 */
record Attack(
    HostileProgram program,
    String outcome,
    SessionFate fate,
    Optional<Duration> overrun,
    Duration wallTime,
    List<String> deviations) {

  private static final int PATIENCE_SECONDS = 60;

  /** Runs a program in a session of its own, which is closed afterwards. */
  static Attack run(Sandbox sandbox, HostileProgram program) {
    try (Session session = sandbox.open(SessionOptions.withLimits(program.limits()))) {
      execute(session, "kept = 'before'");
      Execution execution = session.execute(program.request());
      ReadyInterrupt interrupt = new ReadyInterrupt(execution);
      if (program.interruptedWhenReady()) {
        execution.output().subscribe(interrupt);
      }
      ExecutionResult result = await(execution, program.limits().wallTime());
      Attack attack = of(program, result, interrupt.elapsed());
      attack.checkFate(session);
      attack.checkOutput(result);
      return attack;
    }
  }

  private static Attack of(
      HostileProgram program, ExecutionResult result, Optional<Duration> sinceInterrupt) {
    List<String> deviations = new ArrayList<>();
    String outcome = describe(result.outcome());
    if (!program.expects(outcome)) {
      deviations.add(
          "outcome %s, expected %s"
              .formatted(result.outcome(), program.first("expect").orElseThrow()));
    }
    return new Attack(
        program,
        outcome,
        result.sessionState(),
        overrun(program.limits(), result).or(() -> sinceInterrupt),
        result.usage().wallTime(),
        deviations);
  }

  private static Optional<Duration> overrun(Limits limits, ExecutionResult result) {
    if (result.outcome() instanceof Outcome.LimitExceeded(Limit limit)) {
      return switch (limit) {
        case WALL_TIME -> Optional.of(result.usage().wallTime().minus(limits.wallTime()));
        case CPU_TIME -> Optional.of(result.usage().cpuTime().minus(limits.cpuTime()));
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static String describe(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed(Optional<String> result) ->
          "completed" + result.map(repr -> " " + repr).orElse("");
      case Outcome.Raised raised -> "raised " + raised.error().name();
      case Outcome.Exited exited -> "exited " + exited.exitCode();
      case Outcome.Interrupted() -> "interrupted";
      case Outcome.LimitExceeded(Limit limit) ->
          "limit_exceeded " + limit.name().toLowerCase(Locale.ROOT);
      case Outcome.Crashed crashed -> "crashed";
    };
  }

  /** A rolled-back session stands as before the attack; a kept one answers the follow-ups. */
  private void checkFate(Session session) {
    String expected = program.first("session").orElse("kept");
    boolean right =
        switch (expected) {
          case "kept" -> fate != SessionFate.LOST;
          case "rolled_back" -> fate == SessionFate.ROLLED_BACK;
          default -> fate != SessionFate.LOST;
        };
    if (!right) {
      deviations.add("session %s, expected %s".formatted(fate, expected));
    }
    switch (fate) {
      case KEPT -> program.all("follow-up").forEach(question -> ask(session, question));
      case ROLLED_BACK -> ask(session, "kept == 'before'");
      case LOST -> {}
    }
  }

  private void ask(Session session, String question) {
    String[] sides = question.split(" == ?", 2);
    Outcome outcome = execute(session, sides[0]).outcome();
    if (!describe(outcome).equals(("completed " + sides[1]).trim())) {
      deviations.add("then %s gave %s".formatted(question, outcome));
    }
  }

  private void checkOutput(ExecutionResult result) {
    for (String wanted : program.all("stdout")) {
      if (!result.stdout().contains(wanted)) {
        deviations.add("stdout lacks '%s'".formatted(wanted));
      }
    }
    long most = program.limits().outputBytes();
    if (result.usage().outputBytes() > most) {
      deviations.add("%d bytes of output".formatted(result.usage().outputBytes()));
    }
  }

  static ExecutionResult execute(Session session, String code) {
    return await(session.execute(ExecutionRequest.cell(code)), session.limits().wallTime());
  }

  static ExecutionResult await(Execution execution, Duration limit) {
    try {
      return execution
          .result()
          .toCompletableFuture()
          .get(limit.toSeconds() + PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the execution did not end", e);
    }
  }
}
