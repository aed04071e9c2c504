package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GradingPolicyTest {

  private static final GradingPolicy POLICY =
      new GradingPolicy(200, 50, 4, 10, Duration.ofMinutes(5));

  @Test
  void runsNoMoreTestsAtOnceThanATenantMayHaveExecutions() {
    assertThat(POLICY.within(2).parallelism()).isEqualTo(2);
    assertThat(POLICY.within(4).parallelism()).isEqualTo(4);
    assertThat(POLICY.within(5).parallelism()).isEqualTo(4);
    assertThat(POLICY.within(TenantQuotas.UNLIMITED).parallelism()).isEqualTo(4);
    assertThat(POLICY.within(2)).isEqualTo(new GradingPolicy(200, 50, 2, 10, POLICY.longest()));
  }

  @Test
  void runsTheTestsOfABatchsSubmissionOneByOneAndSharesWhatIsShown() {
    assertThat(POLICY.ofBatch(3)).isEqualTo(new GradingPolicy(200, 50, 1, 3, POLICY.longest()));
    assertThat(POLICY.ofBatch(50).shown("text", 1)).isEmpty();
  }

  @Test
  void showsTheStartOrTheEndOfATextAsFarAsItsShareGoes() {
    assertThat(POLICY.shown("0123456789ab", 1)).isEqualTo("0123456789");
    assertThat(POLICY.shownEnd("0123456789ab", 1)).isEqualTo("23456789ab");
    assertThat(POLICY.shown("0123456789", 1)).isEqualTo("0123456789");
    assertThat(POLICY.shownEnd("0123456789", 1)).isEqualTo("0123456789");
    assertThat(POLICY.shown("0123456789", 3)).isEqualTo("012");
    assertThat(POLICY.shownEnd("0123456789", 3)).isEqualTo("789");
    assertThat(POLICY.shown("", 3)).isEmpty();
    assertThat(POLICY.shown("text", 11)).isEmpty();
    assertThat(POLICY.shownEnd("text", 11)).isEmpty();
  }
}
