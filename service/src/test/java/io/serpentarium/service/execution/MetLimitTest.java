package io.serpentarium.service.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class MetLimitTest {

  @ParameterizedTest
  @EnumSource(Limit.class)
  void limitThatEndedItIsMet(Limit limit) {
    assertThat(MetLimit.of(new Outcome.LimitExceeded(limit))).contains(limit);
  }

  @ParameterizedTest
  @CsvSource({
    "MemoryError, '', MEMORY",
    "OSError, [Errno 19] Quota exceeded, DISK",
    "OSError, [Errno 2] No such file or directory, ",
    "ValueError, [Errno 19] Quota exceeded, "
  })
  void pythonHasExceptionsForSome(String name, String message, Limit limit) {
    Outcome outcome = new Outcome.Raised(new PythonError(name, message, ""));
    assertThat(MetLimit.of(outcome)).isEqualTo(Optional.ofNullable(limit));
  }

  @Test
  void noOtherEndMeetsOne() {
    assertThat(MetLimit.of(new Outcome.Completed(Optional.empty()))).isEmpty();
    assertThat(MetLimit.of(new Outcome.Exited(1))).isEmpty();
  }
}
