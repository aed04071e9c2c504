package io.serpentarium.service.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.sandbox.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CellErrorsTest {

  private static ExecutionResult result(Outcome outcome, SessionFate fate) {
    return new ExecutionResult(
        outcome,
        "",
        "",
        false,
        false,
        List.of(),
        fate,
        new Usage(Duration.ZERO, Duration.ZERO, 0, 0),
        Set.of());
  }

  private static String line(Outcome outcome, SessionFate fate) {
    return Objects.requireNonNull(CellErrors.of(result(outcome, fate), null))
        .traceback()
        .getFirst();
  }

  @Test
  void namesWhatEndedACellAndWhatBecameOfItsState() {
    assertThat(line(new Outcome.Exited(3), SessionFate.KEPT)).isEqualTo("SystemExit: 3");
    assertThat(line(new Outcome.Interrupted(), SessionFate.KEPT)).isEqualTo("KeyboardInterrupt");
    assertThat(line(new Outcome.Interrupted(), SessionFate.ROLLED_BACK))
        .isEqualTo("KeyboardInterrupt: rolled back to before this cell");
    assertThat(line(new Outcome.LimitExceeded(Limit.WALL_TIME), SessionFate.ROLLED_BACK))
        .isEqualTo(
            "LimitExceeded: the limit of wall time was met; rolled back to before this cell");
    assertThat(line(new Outcome.Crashed("trap"), SessionFate.LOST))
        .isEqualTo("Crashed: the interpreter ended; the state is lost: restart the kernel");
  }

  @Test
  void prefersTheDescriptionThatTheKernelGave() {
    PythonError error =
        new PythonError(
            "ValueError", "no", "Traceback\n  line\nValueError: no\n", PythonError.Kind.OTHER);
    ExecutionResult raised = result(new Outcome.Raised(error), SessionFate.KEPT);
    assertThat(Objects.requireNonNull(CellErrors.of(raised, null)).traceback())
        .containsExactly("Traceback", "  line", "ValueError: no");
    KernelEvent.Failure told = new KernelEvent.Failure("ValueError", "no", List.of("colored"));
    assertThat(CellErrors.of(raised, told)).isSameAs(told);
  }
}
