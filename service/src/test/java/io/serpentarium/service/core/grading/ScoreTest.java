package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.Results;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoreTest {

  private static final TestResult PASSED = result(Verdict.PASSED);
  private static final TestResult WRONG = result(Verdict.WRONG_ANSWER);

  @Test
  void isOfOneResultAndShowsNoExecution() {
    assertThat(Score.of(3, PASSED)).isEqualTo(new Score(3, List.of(PASSED), Optional.empty()));
    assertThat(Score.of(3, PASSED).isPassed()).isTrue();
    assertThat(Score.of(3, WRONG).isPassed()).isFalse();
    assertThat(Score.of(3, result(Verdict.SKIPPED)).isPassed()).isFalse();
  }

  @Test
  void isPassedOnlyWhenAllOfAFileAre() {
    assertThat(new Score(0, List.of(PASSED, PASSED), Optional.empty()).isPassed()).isTrue();
    assertThat(new Score(0, List.of(PASSED, WRONG, PASSED), Optional.empty()).isPassed()).isFalse();
  }

  private static TestResult result(Verdict verdict) {
    GradingTest.Terms terms = GradingTest.Terms.of("t");
    return TestResult.of(terms, new Judgement(verdict, ""), "", "", Results.completed("").usage());
  }
}
