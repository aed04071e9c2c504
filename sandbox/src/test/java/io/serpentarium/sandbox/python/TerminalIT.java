package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.Execution.StdinOutcome;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MetLimit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.Terminal.InputOutcome;
import io.serpentarium.sandbox.TerminalSize;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The interactive loop on a session's terminal, as somebody sees it who types. */
@OnEveryEngine
@InWorkersToo(always = false)
@Timeout(180)
final class TerminalIT extends SessionFixture {

  private static final TerminalSize SIZE = new TerminalSize(24, 80);
  private static final String INTERRUPT = "\u0003";
  private static final String END = "\u0004";

  private static final String STUBBORN =
      """
      def stubborn():
          while True:
              try:
                  while True: pass
              except BaseException: pass
      """;

  private final Terminal terminal;
  private final TerminalScreen screen;

  TerminalIT(Sandbox sandbox) {
    super(sandbox);
    terminal = session.openTerminal(SIZE);
    screen = TerminalScreen.of(terminal, SIZE);
    screen.awaitEnd(">>>");
  }

  private void type(String text) {
    assertThat(terminal.input(text)).isEqualTo(InputOutcome.ACCEPTED);
  }

  @Test
  void statementsShareTheSessionsVariables() {
    run(session, "x = 6");
    type("y = x * 7\ry\r");
    screen.awaitEnd(">>> y = x * 7", ">>> y", "42", ">>>");
    assertThat(value(run(session, "y"))).isEqualTo("42");
  }

  @Test
  void programsThatAreStartedShowLines() {
    run(session, "import subprocess");
    type("subprocess.call(['python3', '-c', 'print(1); print(2); input()'], stderr=-3)\r");
    screen.awaitEnd("1", "2", "1", ">>>");
  }

  @Test
  void linesAreEditedAndRemembered() {
    type("prent(1)" + "\u001b[D".repeat(5) + "\u007fi\r");
    screen.awaitEnd(">>> print(1)", "1", ">>>");
    type("\u001b[A");
    screen.awaitEnd(">>> print(1)", "1", ">>> print(1)");
    type("\r\u0012pri");
    screen.awaitEnd("1", "(r-search `pri') print(1)");
  }

  @Test
  void blocksAreIndentedAndPasted() {
    type("for i in range(2):\rprint(i)\r\r");
    screen.awaitEnd(">>> for i in range(2):", "...     print(i)", "...", "0", "1", ">>>");
    type("\u001b[200~def f():\r    return 5\r\u001b[201~\rf()\r");
    screen.awaitEnd(">>> f()", "5", ">>>");
  }

  @Test
  void namesAreCompleted() {
    type("alphabet = 26\ralph\t\r");
    screen.awaitEnd(">>> alphabet", "26", ">>>");
  }

  @Test
  void tracebacksAreColoured() {
    type("1 / 0\r");
    screen.awaitEnd("ZeroDivisionError: division by zero", ">>>");
    assertThat(screen.raw()).contains("\u001b[1;35mZeroDivisionError\u001b[0m");
  }

  @Test
  void interruptCancelsALineAndALoop() {
    type("1 +" + INTERRUPT);
    screen.awaitEnd(">>> 1 +", "KeyboardInterrupt", ">>>");
    type("n = 0\rprint('runs')\rwhile True: n += 1\r\r");
    screen.awaitEnd(">>> while True: n += 1", "...");
    awaitBusy();
    type(INTERRUPT);
    screen.awaitEnd("KeyboardInterrupt", ">>>");
    assertThat(Long.parseLong(value(run(session, "n")))).isPositive();
  }

  @Test
  void interruptEndsSleepAndInput() {
    type("import time; time.sleep(600)\r");
    awaitBusy();
    type(INTERRUPT);
    screen.awaitEnd("KeyboardInterrupt", ">>>");
    type("input('name: ')\r");
    screen.awaitEnd("name:");
    type("half" + INTERRUPT);
    screen.awaitEnd("KeyboardInterrupt", ">>>");
  }

  @Test
  void inputIsEditedByReadline() {
    type("input('name: ')\rWqll\u0002\u0002\u007fi\r");
    screen.awaitEnd("name: Will", "'Will'", ">>>");
  }

  @Test
  void helpIsLeftOneLevelAtATime() {
    type("help()\r");
    screen.awaitEnd("help>");
    type("not\r");
    await().untilAsserted(() -> assertThat(screen.lines().getLast()).startsWith("-- more --"));
    type("q" + END);
    screen.awaitEnd(">>>");
    type(END);
    assertThat(exitCode()).isZero();
    assertThat(session.state()).isEqualTo(Session.State.IDLE);
    assertThat(value(run(session, "1 + 1"))).isEqualTo("2");
    assertThat(terminal.input("x")).isEqualTo(InputOutcome.CLOSED);
  }

  @Test
  void exitGivesItsCodeAndKeepsTheSession() {
    type("x = 1; import sys; sys.exit(3)\r");
    assertThat(exitCode()).isEqualTo(3);
    await().untilAsserted(() -> assertThat(screen.completed()).isTrue());
    Terminal again = session.openTerminal(SIZE);
    TerminalScreen.of(again, SIZE).awaitEnd(">>>");
    assertThat(value(run(session, "x"))).isEqualTo("1");
  }

  @Test
  void stoppedStatementLeavesTheSessionAsItWas() {
    try (Session other = sandbox.open(SessionOptions.withLimits(wallTime(Duration.ofSeconds(3))))) {
      run(other, STUBBORN);
      Terminal killed = other.openTerminal(SIZE);
      TerminalScreen shown = TerminalScreen.of(killed, SIZE);
      killed.input("x = 'before'\rx = 'after'; stubborn()\r");
      await()
          .until(() -> shown.text().contains("stubborn()") && other.state() == Session.State.BUSY);
      killed.input(INTERRUPT);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(shown.text()).contains("the session is as it was before"));
      shown.awaitEnd(">>>");
      killed.input("x\r");
      shown.awaitEnd(">>> x", "'before'", ">>>");
    }
  }

  private static Limits wallTime(Duration time) {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        time, usual.cpuTime(), usual.memoryBytes(), usual.outputBytes(), usual.diskBytes());
  }

  @Test
  void reattachedTerminalShowsWhatWasThere() {
    type("'kept'\r1 + ");
    screen.awaitEnd(">>> 'kept'", "'kept'", ">>> 1 +");
    TerminalScreen other = TerminalScreen.of(session.openTerminal(SIZE), SIZE);
    other.awaitEnd(">>> 'kept'", "'kept'", ">>> 1 +");
    await().untilAsserted(() -> assertThat(screen.completed()).isTrue());
    type("2\r");
    other.awaitEnd(">>> 1 + 2", "3", ">>>");
  }

  @Test
  void sessionAtThePromptSleepsForksAndGoesBack() {
    type("x = 1\r");
    screen.awaitEnd(">>> x = 1", ">>>");
    Snapshot snapshot = session.snapshot();
    session.hibernate();
    assertThat(session.state()).isEqualTo(Session.State.HIBERNATED);
    type("x += 1\rx\r");
    screen.awaitEnd(">>> x", "2", ">>>");
    try (Session fork = session.fork(1).getFirst()) {
      assertThat(value(run(fork, "x"))).isEqualTo("2");
      TerminalScreen.of(fork.openTerminal(SIZE), SIZE).awaitEnd(">>>");
    }
    type("half a line");
    session.restore(snapshot);
    screen.awaitEnd(">>>");
    type("x\r");
    screen.awaitEnd(">>> x", "1", ">>>");
  }

  @Test
  void windowsSizeIsSeen() {
    terminal.resize(new TerminalSize(30, 90));
    type("import os; tuple(os.get_terminal_size())\r");
    screen.awaitEnd("(90, 30)", ">>>");
  }

  @Test
  void sessionIsBusyWhileAStatementRuns() {
    type("input('wait ')\r");
    screen.awaitEnd("wait");
    assertThat(session.state()).isEqualTo(Session.State.BUSY);
    assertThatThrownBy(() -> run(session, "1")).isInstanceOf(SessionBusyException.class);
    type("\r");
    screen.awaitEnd("''", ">>>");
    assertThat(session.state()).isEqualTo(Session.State.IDLE);
  }

  @Test
  void waitingForSomebodyToTypeTakesNoTime() throws InterruptedException {
    try (Session other =
        sandbox.open(SessionOptions.withLimits(wallTime(Duration.ofMillis(1500))))) {
      Terminal slow = other.openTerminal(SIZE);
      TerminalScreen shown = TerminalScreen.of(slow, SIZE);
      shown.awaitEnd(">>>");
      slow.input("input('wait ')\r");
      shown.awaitEnd("wait");
      // Longer than the wall time: that is what is tested.
      TimeUnit.MILLISECONDS.sleep(2500);
      slow.input("there\r");
      shown.awaitEnd("wait there", "'there'", ">>>");
      slow.input("while True: pass\r\r");
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(shown.text()).contains("stopped at the limit of wall time"));
      shown.awaitEnd(">>>");
    }
  }

  @Test
  void statementsAreExecutionsOfTheirGate() throws Exception {
    try (GatedTerminal gated = GatedTerminal.open(sandbox, SIZE)) {
      gated.terminal().input("x = 1\r");
      ExecutionResult result = gated.gate().nextResult();
      assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
      assertThat(result.usage().cpuTime()).isPositive();
      assertThat(value(run(gated.session(), "x"))).isEqualTo("1");
      gated.terminal().input("while True: print('loops'); input()\r\r");
      Execution loop = gated.gate().next();
      gated.screen().awaitEnd("loops");
      assertThat(gated.session().state()).isEqualTo(Session.State.BUSY);
      assertThatThrownBy(() -> run(gated.session(), "1")).isInstanceOf(SessionBusyException.class);
      assertThat(loop.writeStdin(new byte[1])).isEqualTo(StdinOutcome.CLOSED);
      assertThat(loop.interrupt()).isTrue();
      gated.screen().awaitEnd("KeyboardInterrupt", ">>>");
      loop.result().toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(loop.interrupt()).isFalse();
      assertThat(gated.gate().edited()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 / 0                   | ZeroDivisionError
          x = (]                  | SyntaxError
          raise KeyboardInterrupt | KeyboardInterrupt
          int('x')                | ValueError
          """)
  void statementsThatRaiseSayWhat(String typed, String name) throws Exception {
    try (GatedTerminal gated = GatedTerminal.open(sandbox, SIZE)) {
      gated.terminal().input(typed + "\r");
      ExecutionResult result = gated.gate().nextResult();
      assertThat(result.outcome()).isEqualTo(new Outcome.Raised(new PythonError(name, "", "")));
      assertThat(result.limitsMet()).isEmpty();
      await().until(() -> gated.screen().raw().contains(name));
      gated.screen().awaitEnd(">>>");
      assertThat(gated.screen().raw()).doesNotContain("no memory is left");
      gated.terminal().input("def f(): f()\r\rtry: f()\rexcept RecursionError: pass\r\r");
      gated.gate().next();
      ExecutionResult caught = gated.gate().nextResult();
      assertThat(caught.outcome()).isInstanceOf(Outcome.Completed.class);
      assertThat(caught.limitsMet()).containsExactly(MetLimit.RECURSION);
    }
  }

  @Test
  void statementThatLeavesIsToldAsExited() throws Exception {
    try (GatedTerminal gated = GatedTerminal.open(sandbox, SIZE)) {
      gated.terminal().input("exit(3)\r");
      ExecutionResult result = gated.gate().nextResult();
      assertThat(result.outcome()).isEqualTo(new Outcome.Exited(3));
      assertThat(gated.terminal().ended().toCompletableFuture().get(60, TimeUnit.SECONDS))
          .isEqualTo(3);
    }
  }

  @Test
  void interruptOfAStatementThatHasJustBegunIsShown() throws Exception {
    try (GatedTerminal gated = GatedTerminal.open(sandbox, SIZE)) {
      for (int round = 1; round <= 10; round++) {
        gated.terminal().input("while %d: pass\r\r".formatted(round));
        Execution statement = gated.gate().next();
        await().until(statement::interrupt);
        statement.result().toCompletableFuture().get(60, TimeUnit.SECONDS);
        gated.terminal().input("'round' + '%d'\r".formatted(round));
        gated.screen().awaitEnd("'round%d'".formatted(round), ">>>");
        assertThat(gated.screen().raw().split("KeyboardInterrupt", -1)).hasSize(round + 1);
        gated.gate().next();
      }
    }
  }

  @Test
  void refusedStatementDoesNotRun() throws Exception {
    try (GatedTerminal gated = GatedTerminal.open(sandbox, SIZE)) {
      gated.gate().refuse("the day is over");
      gated.terminal().input("x = 1\r");
      gated.screen().awaitEnd(">>> x = 1", "[not run: the day is over]", ">>>");
      gated.gate().fail();
      gated.terminal().input("x = 2\r");
      gated.screen().awaitEnd(">>> x = 2", "[not run: its gate failed]", ">>>");
      gated.gate().open();
      gated.terminal().input("'x' in dir()\r");
      gated.screen().awaitEnd("False", ">>>");
      gated.terminal().input("\u001b[A\u001b[A\r");
      gated.screen().awaitEnd(">>> x = 2", ">>>");
    }
  }

  @Test
  void refusedPromptIsDrawnByTheHostAndRunsNothing() {
    try (GatedTerminal gated = GatedTerminal.open(sandbox, SIZE)) {
      gated.screen().awaitEnd(">>>");
      String prompt =
          "class P:\n  n = 0\n  def __str__(self): P.n += 1; return '>>> '\n"
              + "import sys; sys.ps1 = P()";
      run(gated.session(), prompt);
      gated.terminal().input("1 + 1\r");
      gated.screen().awaitEnd("2", ">>>");
      String before = value(run(gated.session(), "P.n"));
      gated.gate().refuseEdits(true);
      gated.terminal().input("3 + 3\r");
      gated.screen().awaitEnd("[not run: nothing is left]", ">>>");
      gated.terminal().input("4 + 4\r");
      gated.screen().awaitEnd("[not run: nothing is left]", ">>>");
      assertThat(value(run(gated.session(), "P.n"))).isEqualTo(before);
      gated.gate().refuseEdits(false);
      gated.terminal().input("5 + 5\r");
      gated.screen().awaitEnd("10", ">>>");
    }
  }

  private void awaitBusy() {
    await().until(() -> session.state() == Session.State.BUSY);
  }

  private int exitCode() {
    try {
      return terminal.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the terminal did not end", e);
    }
  }
}
