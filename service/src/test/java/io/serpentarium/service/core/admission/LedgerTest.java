package io.serpentarium.service.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.Failures;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final Tenant GREEDY = tenant("greedy");
  private static final Tenant OTHER = tenant("other");
  private static final long MEBIBYTE = 1 << 20;
  private static final long NATIVE = 100 * MEBIBYTE;

  private final Ledger ledger = Ledger.of(new Sharing(true), 1_000, NATIVE);
  private final HeapHolding request = ledger.open(GREEDY);
  private final MemoryAccount account = ledger.account(GREEDY);

  @AfterEach
  void readsZeroOnceAllIsReleased() {
    request.close();
    assertThat(ledger.held(Space.HEAP)).isZero();
    assertThat(ledger.held(Space.NATIVE)).isZero();
  }

  @Test
  void leavesTenantsLessOnceTheNodeHasSomethingOfItsOwn() {
    NodeAccount own = ledger.ownAccount();
    own.acquire(Use.SNAPSHOT, 40 * MEBIBYTE);
    assertThat(ledger.budget(Space.NATIVE)).isEqualTo(60 * MEBIBYTE);
    assertThat(ledger.held(Space.NATIVE)).isZero();
    assertThatThrownBy(() -> account.acquire(Use.FILES, 61 * MEBIBYTE))
        .isInstanceOf(MemoryRefusedException.class)
        .hasCauseInstanceOf(SandboxSaturatedException.class);
    own.release(Use.SNAPSHOT, 40 * MEBIBYTE);
    assertThat(ledger.budget(Space.NATIVE)).isEqualTo(NATIVE);
  }

  @Test
  void saysWhatOfTheNodesOwnDoesNotFit() {
    account.acquire(Use.FILES, 50 * MEBIBYTE);
    assertThatThrownBy(() -> ledger.ownAccount().make("Template a", LedgerTest::tooMuch))
        .isInstanceOf(SandboxSaturatedException.class)
        .hasMessageContaining("Template a");
    assertThatThrownBy(() -> ledger.ownAccount().make("Template b", LedgerTest::broken))
        .hasMessage("broken");
    account.release(Use.FILES, 50 * MEBIBYTE);
    assertThat(ledger.budget(Space.NATIVE)).isEqualTo(NATIVE);
  }

  @Test
  void leavesASmallNodeToItsTenants() {
    assertThat(ledger.isSmall()).isTrue();
    MemoryAccount unpaid = ledger.makeOwn("Template a", own -> own);
    unpaid.acquire(Use.GUEST, 2 * NATIVE);
    assertThat(ledger.budget(Space.NATIVE)).isEqualTo(NATIVE);

    Ledger large = Ledger.of(new Sharing(true), 1_000, 20 * NATIVE);
    assertThat(large.isSmall()).isFalse();
    MemoryAccount paid = large.makeOwn("Template a", own -> own);
    paid.acquire(Use.GUEST, NATIVE);
    assertThat(large.budget(Space.NATIVE)).isEqualTo(19 * NATIVE);
    paid.release(Use.GUEST, NATIVE);
    assertThatThrownBy(() -> large.makeOwn("Template b", own -> tooMuch(own, 21 * NATIVE)))
        .isInstanceOf(SandboxSaturatedException.class)
        .hasMessageContaining("Template b");
  }

  private static Object tooMuch(MemoryAccount own, long bytes) {
    own.acquire(Use.GUEST, bytes);
    return own;
  }

  private static Object tooMuch(MemoryAccount own) {
    try {
      own.acquire(Use.GUEST, 60 * MEBIBYTE);
      return own;
    } catch (MemoryRefusedException e) {
      throw new IllegalStateException("the imports ended as MemoryError", e);
    }
  }

  private static Object broken(MemoryAccount own) {
    own.acquire(Use.GUEST, 1);
    own.release(Use.GUEST, 1);
    throw new IllegalStateException("broken");
  }

  @Test
  void leavesTheReserveToOthersWhenATenantHasItsShare() {
    request.acquire(750);
    assertThatThrownBy(() -> request.acquire(1)).isInstanceOf(QuotaExceededException.class);
    try (HeapHolding others = ledger.open(OTHER)) {
      others.acquire(250);
      assertThatThrownBy(() -> others.acquire(1)).isInstanceOf(SandboxSaturatedException.class);
      assertThat(ledger.held(Space.HEAP)).isEqualTo(1_000);
    }
    request.release(1);
    request.acquire(1);
    assertThatThrownBy(() -> request.acquire(1)).isInstanceOf(QuotaExceededException.class);
  }

  @Test
  void answersThatAreNotReadLeaveLessRoom() {
    request.acquireUnchecked(1_200);
    assertThatThrownBy(() -> request.acquire(1)).isInstanceOf(SandboxSaturatedException.class);
    request.release(1_200);
    request.acquire(600);
  }

  @Test
  void whatARequestHoldsIsReleasedAtItsEnd() {
    request.acquire(500);
    request.acquireUnchecked(300);
    assertThatThrownBy(() -> request.acquire(1)).isInstanceOf(QuotaExceededException.class);
    assertThat(ledger.held(Space.HEAP)).isEqualTo(800);
    request.close();
    request.close();
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void whatARequestTakesAfterItsEndIsNotCounted() {
    request.close();
    request.acquire(601);
    request.acquireUnchecked(1);
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void oneSpaceLendsNothingToTheOther() {
    request.acquire(750);
    account.acquire(Use.GUEST, MEBIBYTE);
    assertThatThrownBy(() -> account.acquire(Use.STRUCTURE, 1))
        .isInstanceOf(MemoryRefusedException.class);
    account.release(Use.GUEST, MEBIBYTE);
  }

  @Test
  void anAccountSaysWhoseShareIsUsedUp() {
    account.acquire(Use.FILES, 75 * MEBIBYTE);
    assertThatThrownBy(() -> account.acquire(Use.GUEST, 1))
        .isInstanceOf(MemoryRefusedException.class)
        .extracting(failure -> Failures.of(failure).code())
        .isEqualTo(FailureCode.QUOTA_EXCEEDED);
    MemoryAccount others = ledger.account(OTHER);
    others.acquire(Use.HISTORY, 25 * MEBIBYTE);
    assertThatThrownBy(() -> others.acquire(Use.GUEST, 1))
        .isInstanceOf(MemoryRefusedException.class)
        .extracting(failure -> Failures.of(failure).code())
        .isEqualTo(FailureCode.NODE_SATURATED);
    account.release(Use.FILES, 75 * MEBIBYTE);
    others.release(Use.HISTORY, 25 * MEBIBYTE);
  }

  @Test
  void anAccountIsALittleAheadAndTakesTheLastByteAllTheSame() {
    long pages = 75 * MEBIBYTE / 4096;
    for (int i = 0; i < pages; i++) {
      account.acquire(Use.SNAPSHOT, 4096);
      long held = (i + 1) * 4096L;
      assertThat(ledger.held(Space.NATIVE)).isBetween(held, held + held / 8 + 4096);
    }
    assertThatThrownBy(() -> account.acquire(Use.SNAPSHOT, 1))
        .isInstanceOf(MemoryRefusedException.class);
    for (int i = 0; i < pages; i++) {
      long held = (pages - i) * 4096L;
      assertThat(ledger.held(Space.NATIVE)).isBetween(held, held + 2 * MEBIBYTE + 4096);
      account.release(Use.SNAPSHOT, 4096);
    }
  }

  @Test
  void hibernationIsNotRefusedAndTakesNoRoomOfOthers() {
    account.acquire(Use.GUEST, 75 * MEBIBYTE);
    account.acquire(Use.HIBERNATION, 50 * MEBIBYTE);
    MemoryAccount others = ledger.account(OTHER);
    others.acquire(Use.GUEST, 25 * MEBIBYTE);
    account.release(Use.GUEST, 75 * MEBIBYTE);
    assertThat(ledger.held(Space.NATIVE)).isEqualTo(75 * MEBIBYTE);
    account.release(Use.HIBERNATION, 50 * MEBIBYTE);
    others.release(Use.GUEST, 25 * MEBIBYTE);
    assertThat(ledger.held(Space.NATIVE)).isZero();
  }

  @Test
  void hibernationThatFailsLeavesNothing() {
    account.acquire(Use.GUEST, 10);
    account.acquire(Use.HIBERNATION, 5);
    account.release(Use.HIBERNATION, 5);
    assertThat(ledger.held(Space.NATIVE)).isEqualTo(10);
    account.release(Use.GUEST, 10);
  }

  @Test
  void metersTellWhatIsHeldAndWhatFor() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ledger.measuredBy(registry);
    request.acquire(7);
    account.acquire(Use.HISTORY, 3);
    assertThat(held(registry, "heap", Owner.REQUEST)).isEqualTo(7);
    assertThat(held(registry, "native", Owner.HISTORY)).isEqualTo(3);
    account.release(Use.HISTORY, 3);
    assertThat(held(registry, "native", Owner.HISTORY)).isZero();
    assertThat(registry.get("serpentarium.ledger.budget").tag("space", "native").gauge().value())
        .isEqualTo(NATIVE);
  }

  private static double held(SimpleMeterRegistry registry, String space, Owner owner) {
    return registry
        .get("serpentarium.ledger.held")
        .tag("space", space)
        .tag("owner", owner.name().toLowerCase(Locale.ROOT))
        .gauge()
        .value();
  }

  private static Tenant tenant(String id) {
    return new Tenant(id, 1, false, Optional.empty(), TenantQuotas.NONE);
  }
}
