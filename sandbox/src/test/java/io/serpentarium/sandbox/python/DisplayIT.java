package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.await;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.OutputEvent.Display;
import io.serpentarium.sandbox.OutputEvent.Stdout;
import io.serpentarium.sandbox.Sandbox;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a program displays beside its output, and executions that leave no trace. */
@OnEveryEngine
@InWorkersToo
@Timeout(120)
final class DisplayIT extends SessionFixture {

  private static final String SHOW =
      """
      import os
      def show(text):
          device = os.open('/dev/display', os.O_WRONLY)
          while text:
              text = text[os.write(device, text):]
          os.close(device)
      """;

  DisplayIT(Sandbox sandbox) {
    super(sandbox);
  }

  @Test
  void linesComeWholeAndInOrderWithStdout() {
    List<OutputEvent> events =
        events("print('a', end='')\nshow(b'{1')\nshow(b'}\\n{2}\\n{3')\nprint('b', end='')");
    assertThat(events)
        .containsExactly(new Stdout("a"), new Display("{1}"), new Display("{2}"), new Stdout("b"));
  }

  @Test
  void aLineOfMegabytesComesAsOne() {
    assertThat(events("show(b'x' * 3_000_000 + b'\\n')"))
        .singleElement()
        .satisfies(event -> assertThat(((Display) event).line()).hasSize(3_000_000));
  }

  @Test
  void theResultHasLinesWhateverTheOutputLimitIs() {
    run(session, SHOW);
    assertThat(run(session, "show(b'{1}\\n{2}\\n{3')").displays()).containsExactly("{1}", "{2}");
    long limit = session.limits().outputBytes();
    ExecutionResult much =
        run(session, "show(b'a\\n'); show(b'x' * %d + b'\\n'); show(b'b\\n')".formatted(limit));
    assertThat(much.displays()).hasSize(3).startsWith("a").endsWith("b");
  }

  @Test
  void linesAreCountedAsWellAsTheirBytes() {
    run(session, SHOW);
    String code =
        """
        refused = None
        try:
            show(b'\\n' * 100_001)
        except OSError as failure:
            refused = failure.errno
        refused
        """;
    ExecutionResult many = run(session, code);
    assertThat(value(many)).isEqualTo("28");
    assertThat(many.displays()).hasSizeLessThanOrEqualTo(100_000);
  }

  @Test
  void whatIsTooMuchIsRefusedAndTheProgramGoesOn() {
    run(session, SHOW);
    String code =
        """
        line, said = b'x' * ((1 << 20) - 1) + b'\\n', []
        for i in range(9):
            try:
                show(line)
            except OSError as refused:
                said.append((i, refused.errno == 28))
        said
        """;
    assertThat(value(run(session, code))).isEqualTo("[(8, True)]");
    assertThat(value(run(session, "show(line)\n'again'"))).isEqualTo("'again'");
  }

  @Test
  void theDeviceIsAtItsEndAndOutlivesASnapshot() {
    assertThat(
            value(run(session, "device = open('/dev/display', 'r+b', buffering=0)\ndevice.read()")))
        .isEqualTo("b''");
    try (var snapshot = session.snapshot()) {
      session.restore(snapshot);
    }
    assertThat(value(run(session, "device.write(b'{}\\n')"))).isEqualTo("3");
  }

  @Test
  void anExecutionWithoutTraceTakesBackAllThatItDid() {
    run(session, "x = 1");
    ExecutionResult asked =
        run(
            session,
            ExecutionRequest.cell("x = 2; open('f', 'w').write('gone'); x").withoutTrace());
    assertThat(value(asked)).isEqualTo("2");
    assertThat(asked.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
    assertThat(value(run(session, "import os; x, os.path.exists('f')"))).isEqualTo("(1, False)");
  }

  @Test
  void aPreludeIsAPartOfTheExecution() {
    ExecutionRequest cell = ExecutionRequest.cell("x + 1");
    assertThat(value(run(session, cell.after("x = 1; x")))).isEqualTo("2");
    ExecutionResult refused = run(session, cell.after("1/0"));
    assertThat(refused.outcome()).isInstanceOf(Outcome.Raised.class);
    assertThat(value(run(session, "x"))).isEqualTo("1");
  }

  private List<OutputEvent> events(String code) {
    run(session, SHOW);
    Execution execution = session.execute(ExecutionRequest.cell(code).withStreaming());
    EventLog log = EventLog.of(execution);
    await(execution);
    return log.events();
  }
}
