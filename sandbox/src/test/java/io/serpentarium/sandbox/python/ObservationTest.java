package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.sandbox.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever differs between two executions is seen, and what they used is not. */
final class ObservationTest {

  static Stream<Arguments> differences() {
    return Stream.of(
        Arguments.of("status", result(new Outcome.Interrupted(), "out", "err")),
        Arguments.of("result", result(completed("2"), "out", "err")),
        Arguments.of("stdout", result(completed("1"), "out ", "err")),
        Arguments.of("stderr", result(completed("1"), "out", "")),
        Arguments.of("session", lost()));
  }

  @ParameterizedTest
  @MethodSource("differences")
  void tellsTheFieldThatDiffers(String field, ExecutionResult other) {
    Observation observation = Observation.of(result(completed("1"), "out", "err"));
    assertThat(observation.differences(Observation.of(other))).contains(field + ": <");
    assertThat(Observation.of(other).differences(observation)).contains(field + ": <");
  }

  static Stream<Arguments> outcomes() {
    return Stream.of(
        Arguments.of("error", raised("A", "m", "t"), raised("B", "m", "t")),
        Arguments.of("message", raised("A", "m", "t"), raised("A", "n", "t")),
        Arguments.of("traceback", raised("A", "m", "t"), raised("A", "m", "u")),
        Arguments.of("exit code", new Outcome.Exited(1), new Outcome.Exited(2)),
        Arguments.of("limit", exceeded(Limit.CPU_TIME), exceeded(Limit.WALL_TIME)));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void tellsThePartOfTheOutcomeThatDiffers(String field, Outcome one, Outcome other) {
    Observation observation = Observation.of(result(one, "", ""));
    assertThat(observation.differences(Observation.of(result(other, "", ""))))
        .startsWith(field + ": <")
        .hasLineCount(1);
  }

  @Test
  void timesAndCrashDetailsDoNotCount() {
    Observation one = Observation.of(used(new Outcome.Crashed("wasm trap: a"), 1));
    Observation other = Observation.of(used(new Outcome.Crashed("unreachable"), 2));
    assertThat(one.differences(other)).isEmpty();
  }

  private static Outcome completed(String value) {
    return new Outcome.Completed(Optional.of(value));
  }

  private static Outcome raised(String name, String message, String traceback) {
    return new Outcome.Raised(new PythonError(name, message, traceback));
  }

  private static Outcome exceeded(Limit limit) {
    return new Outcome.LimitExceeded(limit);
  }

  private static ExecutionResult lost() {
    return new ExecutionResult(
        completed("1"),
        "out",
        "err",
        false,
        false,
        List.of(),
        SessionFate.LOST,
        usage(1),
        Set.of());
  }

  private static ExecutionResult result(Outcome outcome, String stdout, String stderr) {
    return new ExecutionResult(
        outcome, stdout, stderr, false, false, List.of(), SessionFate.KEPT, usage(1), Set.of());
  }

  private static ExecutionResult used(Outcome outcome, int millis) {
    return new ExecutionResult(
        outcome, "", "", false, false, List.of(), SessionFate.LOST, usage(millis), Set.of());
  }

  private static Usage usage(int millis) {
    return new Usage(Duration.ofMillis(millis), Duration.ofMillis(millis), millis, millis);
  }
}
