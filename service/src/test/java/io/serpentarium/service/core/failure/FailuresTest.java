package io.serpentarium.service.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SnapshotException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Exceptions;

class FailuresTest {

  @Test
  void aFailureIsItself() {
    ServiceFailure failure = new ServiceFailure(FailureCode.STDIN_FULL);
    assertThat(Failures.of(failure)).isSameAs(failure);
    assertThat(Failures.of(Exceptions.propagate(failure))).isSameAs(failure);
  }

  @Test
  void whatTheSandboxThrowsHasACode() {
    assertThat(Failures.of(new SessionBusyException()).code()).isEqualTo(FailureCode.SESSION_BUSY);
    assertThat(Failures.of(new SandboxSaturatedException("the node stops")))
        .hasMessage(FailureCode.NODE_SATURATED.detail());
  }

  @ParameterizedTest
  @EnumSource
  void everyReasonOfASnapshotHasASentence(SnapshotException.Reason reason) {
    ServiceFailure failure = Failures.of(new SnapshotException(reason, "internal"));
    assertThat(failure.code().name()).startsWith("SNAPSHOT_");
    assertThat(failure.getMessage()).endsWith(".").doesNotContain("internal");
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatARequestBroughtAlongIsNamedByItsPlace(SessionFileException.Reason reason) {
    SessionFileException refusal = new SessionFileException(reason, "a/b");
    ServiceFailure failure = Failures.ofFile(3, refusal);
    assertThat(failure.code()).isEqualTo(Failures.of(refusal).code());
    assertThat(failure.fields())
        .containsExactly(
            new ServiceFailure.Field(
                "/files/3/path", Objects.requireNonNull(failure.getMessage())));
  }

  @Test
  void nothingIsToldOfWhatNobodyForesaw() {
    ServiceFailure failure = Failures.of(new IllegalStateException("secret"));
    assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL_ERROR);
    assertThat(failure).hasMessageNotContaining("secret").hasRootCauseMessage("secret");
  }

  @Test
  void tellsWhenTryingAgainMaySucceed() {
    assertThat(new ServiceFailure(FailureCode.SESSION_MOVED).retryAfter())
        .contains(Duration.ofSeconds(1));
    assertThat(new ServiceFailure(FailureCode.STDIN_FULL).retryAfter()).isPresent();
    assertThat(new ServiceFailure(FailureCode.SESSION_LOST).retryAfter()).isEmpty();
  }
}
