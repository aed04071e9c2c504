package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.await;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.sandbox.memory.CountingAccount;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Executions beside a session's own. */
@OnEveryEngine
@InWorkersToo
@Timeout(120)
final class BesideIT extends SessionFixture {

  /** Says in a file that it runs, and waits for a line. */
  private static final String WAITING = "open('runs', 'w').close(); input()";

  BesideIT(Sandbox sandbox) {
    super(sandbox);
  }

  private Execution beside(String code) {
    return session.executeBeside(ExecutionRequest.cell(code).withStdin(Stdin.open()));
  }

  private Execution waiting() {
    Execution started = beside(WAITING);
    await().until(() -> session.files().list("runs", "", 1).size() == 1);
    return started;
  }

  private static void give(Execution execution, String line) {
    assertThat(execution.writeStdin(line.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Execution.StdinOutcome.ACCEPTED);
  }

  @Test
  void seesTheFilesAndNothingElse() {
    run(session, "word = 'mine'; import os; os.environ['A'] = 'b'; open('a', 'w').write('there')");
    ExecutionResult result =
        await(
            beside(
                "import os; open('b', 'w').write('new'); open('a').read(), 'word' in globals(), os.environ.get('A')"));
    assertThat(value(result)).isEqualTo("('there', False, None)");
    assertThat(value(run(session, "open('b').read(), word"))).isEqualTo("('new', 'mine')");
  }

  @Test
  void runsWhileTheSessionExecutes() {
    Execution started = waiting();
    assertThat(session.state()).isEqualTo(Session.State.IDLE);
    assertThat(value(run(session, "6 * 7"))).isEqualTo("42");
    session.hibernate();
    give(started, "line\n");
    assertThat(value(await(started))).isEqualTo("'line'");
    assertThat(session.state()).isEqualTo(Session.State.HIBERNATED);
  }

  @Test
  void costsTheSessionNothingWhenItCrashes() {
    run(session, "x = 5");
    ExecutionResult result = await(beside("import os; os.abort()"));
    assertThat(result.outcome()).isInstanceOf(Outcome.Crashed.class);
    assertThat(result.sessionState()).isEqualTo(SessionFate.KEPT);
    assertThat(value(run(session, "x"))).isEqualTo("5");
  }

  @Test
  void isInterrupted() {
    Execution started = waiting();
    assertThat(started.interrupt()).isTrue();
    assertThat(await(started).outcome()).isNotInstanceOf(Outcome.Completed.class);
    assertThat(started.interrupt()).isFalse();
  }

  @Test
  void isStoppedWithItsSession() {
    Session other = SandboxExtension.open(sandbox);
    Execution started = other.executeBeside(ExecutionRequest.cell("while True: pass"));
    other.close();
    assertThat(await(started).outcome()).isInstanceOf(Outcome.Crashed.class);
    assertThatThrownBy(() -> other.executeBeside(ExecutionRequest.cell("1")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void isStoppedWhenTheFilesAreReplaced() {
    try (Snapshot before = session.snapshot()) {
      Execution started = waiting();
      session.restore(before);
      assertThat(await(started).outcome()).isNotInstanceOf(Outcome.Completed.class);
      assertThat(session.files().list("", "", 10)).isEmpty();
    }
  }

  @Test
  void atMostSoManyRunAtATime() {
    List<Execution> started =
        IntStream.range(0, Session.MOST_BESIDE).mapToObj(each -> beside("input()")).toList();
    assertThatThrownBy(() -> beside("1")).isInstanceOf(SandboxSaturatedException.class);
    give(started.getFirst(), "\n");
    await(started.getFirst());
    assertThat(value(await(beside("1")))).isEqualTo("1");
    started.forEach(Execution::interrupt);
    started.forEach(SandboxExtension::await);
  }

  @Test
  void isPaidByTheSession() {
    CountingAccount account = new CountingAccount(1L << 31);
    SessionOptions options = SessionOptions.withLimits(Limits.DEFAULT).withAccount(account);
    try (Session paying = sandbox.open(options)) {
      long before = account.held();
      Execution started =
          paying.executeBeside(ExecutionRequest.cell("input()").withStdin(Stdin.open()));
      await().until(() -> account.held() > before);
      started.interrupt();
      await(started);
      await().until(() -> account.held() <= before);
    }
    await().until(() -> account.held() == 0);
  }

  @Test
  void writesWhileExecutionsAreRolledBack() {
    Execution writing =
        beside(
            """
            n = 0
            while True:
                for name in ('p', 'q'):
                    with open(name, 'a+') as file:
                        file.write('x' * 70_000)
                        file.seek(0)
                        file.read()
                import os
                os.replace('p', 'q')
                os.unlink('q')
                n += 1
                if os.path.exists('stop'):
                    break
            n > 0
            """);
    for (int i = 0; i < 20; i++) {
      ExecutionResult crash =
          run(session, "open('r', 'w').write('y' * 90_000); import os; os.abort()");
      assertThat(crash.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
    }
    session.files().write("stop", new byte[0]);
    ExecutionResult result = await(writing);
    assertThat(result.outcome())
        .isInstanceOfAny(
            Outcome.Completed.class, Outcome.Raised.class, Outcome.LimitExceeded.class);
    assertThat(value(run(session, "6 * 7"))).isEqualTo("42");
  }
}
