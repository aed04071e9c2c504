package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.await;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.assertKept;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static io.serpentarium.sandbox.python.Sessions.startReady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.Execution.StdinOutcome;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.Stdin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that waits: what is fed to it, and what ends its waiting. */
@OnEveryEngine
@InWorkersToo
@Timeout(120)
final class SessionInteractionIT extends SessionFixture {

  private static final String READY = "print('ready')\n";

  SessionInteractionIT(Sandbox sandbox) {
    super(sandbox);
  }

  @Test
  void fixedStdinEndsInEndOfFile() {
    ExecutionRequest request =
        ExecutionRequest.cell("[input('a'), input()]").withStdin(Stdin.text("x\ny\nleft\n"));
    assertThat(value(run(session, request))).isEqualTo("['x', 'y']");
    assertThat(raisedName(run(session, "input()"))).isEqualTo("EOFError");
    ExecutionRequest next = ExecutionRequest.cell("input()").withStdin(Stdin.text("new"));
    assertThat(value(run(session, next))).isEqualTo("'new'");
  }

  @Test
  void openStdinWaitsForWhatIsFed() {
    Execution execution =
        session.execute(
            ExecutionRequest.cell("[input('? ') for i in range(2)]").withStdin(Stdin.open()));
    assertThat(execution.writeStdin(bytes("one\ntw"))).isEqualTo(StdinOutcome.ACCEPTED);
    assertThat(execution.writeStdin(bytes("o\n"))).isEqualTo(StdinOutcome.ACCEPTED);
    assertThat(value(await(execution))).isEqualTo("['one', 'two']");
    assertThat(execution.writeStdin(bytes("late"))).isEqualTo(StdinOutcome.CLOSED);
  }

  @Test
  void endOfStdinWakesTheReader() {
    Execution execution =
        session.execute(
            ExecutionRequest.cell("import sys; sys.stdin.read()").withStdin(Stdin.open()));
    execution.writeStdin(bytes("ab"));
    assertThat(execution.endStdin()).isEqualTo(StdinOutcome.ACCEPTED);
    assertThat(value(await(execution))).isEqualTo("'ab'");
  }

  @Test
  void interruptOfALoopKeepsTheState() {
    Execution execution =
        startReady(
            session,
            ExecutionRequest.cell("s = 0\nwhile True:\n  s += 1\n  if s == 1000: print('ready')"));
    assertThat(execution.interrupt()).isTrue();
    ExecutionResult result = await(execution);
    assertThat(result.outcome()).isEqualTo(new Outcome.Interrupted());
    assertKept(result);
    assertThat(execution.interrupt()).isFalse();
    assertThat(Long.parseLong(value(run(session, "s")))).isGreaterThanOrEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "time.sleep(3600)",
        "input()",
        "sys.stdin.read()",
        "select.select([sys.stdin], [], [], 3600)",
        "list(map(time.sleep, [3600] * 9))"
      })
  void interruptEndsAWait(String code) {
    Execution execution =
        startReady(
            session,
            ExecutionRequest.cell("kept = 1\nimport select, sys, time\n" + READY + code)
                .withStdin(Stdin.open()));
    execution.interrupt();
    ExecutionResult result = await(execution);
    assertThat(result.outcome()).isEqualTo(new Outcome.Interrupted());
    assertThat(result.usage().cpuTime()).isLessThan(Duration.ofSeconds(2));
    assertThat(value(run(session, "kept"))).isEqualTo("1");
  }

  @Test
  void interruptIsKeyboardInterruptThatCodeMayHandle() {
    String code =
        "import time\ntry:\n  print('ready')\n  time.sleep(3600)\n"
            + "except KeyboardInterrupt:\n  caught = 1\ncaught";
    Execution execution = startReady(session, ExecutionRequest.cell(code));
    execution.interrupt();
    assertThat(value(await(execution))).isEqualTo("1");
  }

  @Test
  void interruptIsNeverCarriedIntoTheNextExecution() {
    for (int i = 0; i < 200; i++) {
      Execution execution = session.execute(ExecutionRequest.cell("pass"));
      execution.interrupt();
      await(execution);
      assertThat(value(run(session, "1 + 1"))).isEqualTo("2");
    }
  }

  @Test
  void secondExecutionIsRefusedWhileOneRuns() {
    Execution execution = session.execute(ExecutionRequest.cell("input()").withStdin(Stdin.open()));
    assertThatThrownBy(() -> session.execute(ExecutionRequest.cell("1")))
        .isInstanceOf(SessionBusyException.class);
    assertThat(session.state()).isEqualTo(Session.State.BUSY);
    execution.endStdin();
    assertThat(raisedName(await(execution))).isEqualTo("EOFError");
  }

  @Test
  void closingABusySessionStopsIt() {
    Execution execution =
        startReady(session, ExecutionRequest.cell(READY + "import time; time.sleep(3600)"));
    session.close();
    assertThat(await(execution).outcome()).isInstanceOf(Outcome.Crashed.class);
  }

  @Test
  void sleepIsReal() {
    ExecutionResult result =
        run(session, "import time; t = time.monotonic(); time.sleep(0.5); time.monotonic() - t");
    assertThat(Double.parseDouble(value(result))).isBetween(0.5, 5.0);
    assertThat(result.usage().cpuTime()).isLessThan(Duration.ofMillis(400));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
