package io.serpentarium.service.edge.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.edge.problem.Problem;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {

  @ParameterizedTest
  @EnumSource
  void everyFailureIsAProblemOfItsNameAndKind(FailureCode code) {
    Problem problem = Problems.of(new ServiceFailure(code));
    assertThat(problem.code()).isEqualTo(code.name().toLowerCase(Locale.ROOT));
    assertThat(problem.status()).isEqualTo(status(code));
    assertThat(problem.detail()).isEqualTo(code.detail()).endsWith(".");
  }

  @Test
  void theFieldsToBlameAreNamed() {
    var field = new ServiceFailure.Field("/cursor", "is not a cursor of this list");
    assertThat(Problems.of(new ServiceFailure(FailureCode.VALIDATION, "No.", field)).errors())
        .containsExactly(new Problem.FieldError("/cursor", "is not a cursor of this list"));
  }

  /** Failures of snapshots have a status of their own, more specific than that of their kind. */
  private static int status(FailureCode code) {
    return switch (code) {
      case SNAPSHOT_TOO_LARGE -> 422;
      case STORAGE_FULL -> 507;
      default -> status(code.kind());
    };
  }

  private static int status(FailureCode.Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case GONE -> 410;
      case TOO_LARGE -> 413;
      case EXHAUSTED -> 429;
      case INTERNAL -> 500;
      case BROKEN_OFF -> 502;
      case UNAVAILABLE -> 503;
    };
  }
}
