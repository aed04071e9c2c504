package io.serpentarium.service.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FairSharesTest {

  private static final Tenant ALICE = tenant("alice");
  private static final Tenant BOB = tenant("bob");
  private static final Tenant CAROL = tenant("carol");

  private final FairShares shares = FairShares.between(Quota.SESSIONS, 100);

  @Test
  void leavesAReserveAfterATenantWhoHadItAllToItself() {
    assertThatThrownBy(() -> acquire(ALICE, 76))
        .isInstanceOfSatisfying(
            QuotaExceededException.class, e -> assertThat(e.allowance().limit()).isEqualTo(75));
    acquire(ALICE, 75);
    acquire(BOB, 25);
    assertThatThrownBy(() -> acquire(CAROL, 1)).isInstanceOf(SandboxSaturatedException.class);
  }

  @Test
  void refusesWhoHasMoreThanItsShareBeforeTheReserveIsTouched() {
    acquire(BOB, 1);
    acquire(ALICE, 74);
    assertThatThrownBy(() -> acquire(ALICE, 1))
        .isInstanceOfSatisfying(
            QuotaExceededException.class, e -> assertThat(e.allowance().limit()).isEqualTo(74));
    acquire(BOB, 25);
    assertThat(shares.held()).isEqualTo(100);
  }

  @Test
  void reservesWhatIsOfUseToANewcomerUpToHalf() {
    assertThat(most(FairShares.between(Quota.MEMORY, 100, 40))).isEqualTo(60);
    assertThat(most(FairShares.between(Quota.MEMORY, 100, 90))).isEqualTo(50);
    assertThat(most(FairShares.between(Quota.MEMORY, 100, 10))).isEqualTo(75);
  }

  private static long most(FairShares alone) {
    try {
      alone.acquire(ALICE, 100, FairSharesTest::full);
      return 100;
    } catch (QuotaExceededException e) {
      return e.allowance().limit();
    }
  }

  @Test
  void takesAllOrNone() {
    acquire(BOB, 10);
    assertThatThrownBy(() -> acquire(ALICE, 91)).isInstanceOf(SandboxSaturatedException.class);
    assertThatThrownBy(() -> acquire(ALICE, 80)).isInstanceOf(QuotaExceededException.class);
    assertThat(shares.held()).isEqualTo(10);
  }

  @Test
  void isGivenToOthersOnceItIsReleased() {
    acquire(ALICE, 75);
    acquire(BOB, 25);
    shares.release(ALICE, 75);
    shares.release(BOB, 25);
    assertThat(shares.held()).isZero();
    acquire(CAROL, 75);
  }

  @Test
  void refusesNobodyAnythingWhileItIsUndivided() {
    FairShares all = FairShares.undivided(Quota.SESSIONS, 100);
    all.acquire(Tenant.LOCAL, 100, FairSharesTest::full);
    assertThatThrownBy(() -> all.acquire(Tenant.LOCAL, 1, FairSharesTest::full))
        .isInstanceOf(SandboxSaturatedException.class);
  }

  @Test
  void saysWhoHasNoMoreThanHalfOfAnEqualShare() {
    acquire(ALICE, 25);
    assertThat(shares.hasLittle(ALICE)).isTrue();
    assertThat(shares.hasLittle(BOB)).isTrue();
    acquire(ALICE, 1);
    assertThat(shares.hasLittle(ALICE)).isFalse();
    assertThat(FairShares.undivided(Quota.SESSIONS, 100).hasLittle(Tenant.LOCAL)).isFalse();
  }

  private void acquire(Tenant tenant, long count) {
    shares.acquire(tenant, count, FairSharesTest::full);
  }

  private static SandboxSaturatedException full() {
    return new SandboxSaturatedException("full");
  }

  private static Tenant tenant(String id) {
    return new Tenant(id, 1, false, Optional.empty(), TenantQuotas.NONE);
  }
}
