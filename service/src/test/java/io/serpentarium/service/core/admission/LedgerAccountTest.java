package io.serpentarium.service.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerAccountTest {

  private static final long MEBIBYTE = 1 << 20;
  private static final long HEAP = 10 * MEBIBYTE;
  private static final long NATIVE = 100 * MEBIBYTE;
  private static final Tenant ALICE = tenant("alice");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Ledger ledger = Ledger.of(new Sharing(false), HEAP, NATIVE);
  private final LedgerAccount account = new LedgerAccount(ledger, ALICE);

  @AfterEach
  void stop() {
    threads.shutdown();
  }

  @ParameterizedTest
  @CsvSource({
    "GUEST,     native, session",
    "FILES,     native, session",
    "HISTORY,   native, history",
    "SNAPSHOT,  native, snapshot",
    "STRUCTURE, heap,   session",
    "OUTPUT,    heap,   session"
  })
  void countsBytesWhereTheyLieAndForWhatTheyAre(Use use, String space, String owner) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ledger.measuredBy(meters);
    account.acquire(use, 5);
    assertThat(
            meters
                .get("serpentarium.ledger.held")
                .tag("space", space)
                .tag("owner", owner)
                .gauge()
                .value())
        .isEqualTo(5);
    assertThat(ledger.held(Space.HEAP) + ledger.held(Space.NATIVE)).isEqualTo(5);
    account.release(use, 5);
    assertThat(ledger.held(Space.HEAP) + ledger.held(Space.NATIVE)).isZero();
  }

  @Test
  void takesAnEighthAhead() {
    account.acquire(Use.GUEST, 8_000);
    assertThat(held()).as("nothing ahead of the first").isEqualTo(8_000);
    account.acquire(Use.GUEST, 1);
    assertThat(held()).isEqualTo(9_001);
    account.acquire(Use.GUEST, 1_000);
    assertThat(held()).as("what was taken ahead is enough").isEqualTo(9_001);
    account.acquire(Use.GUEST, 1);
    assertThat(held()).isEqualTo(9_001 + 1 + 9_001 / 8);
  }

  @Test
  void takesAMebibyteAheadAtMost() {
    account.acquire(Use.GUEST, 50 * MEBIBYTE);
    account.acquire(Use.GUEST, 1);
    assertThat(held()).isEqualTo(51 * MEBIBYTE + 1);
  }

  @Test
  void takesNothingAheadWhereThereIsNoRoom() {
    account.acquire(Use.GUEST, NATIVE - 10);
    account.acquire(Use.GUEST, 10);
    assertThat(held()).isEqualTo(NATIVE);
    account.acquire(Use.GUEST, 0);
    assertThatThrownBy(() -> account.acquire(Use.GUEST, 1))
        .isInstanceOf(MemoryRefusedException.class);
    account.release(Use.GUEST, NATIVE);
    assertThat(held()).isZero();
  }

  @Test
  void refusesWithoutTakingAnything() {
    MemoryRefusedException refused =
        catchThrowableOfType(
            MemoryRefusedException.class, () -> account.acquire(Use.HISTORY, NATIVE + 1));
    assertThat(refused.use()).isEqualTo(Use.HISTORY);
    assertThat(refused.bytes()).isEqualTo(NATIVE + 1);
    assertThat(refused).hasCauseInstanceOf(SandboxSaturatedException.class);
    assertThat(held()).isZero();
    account.acquire(Use.HISTORY, NATIVE);
    account.release(Use.HISTORY, NATIVE);
    assertThat(held()).isZero();
  }

  @Test
  void saysWhenItIsTheTenantsShare() {
    Ledger shared = Ledger.of(new Sharing(true), HEAP, NATIVE);
    LedgerAccount greedy = new LedgerAccount(shared, ALICE);
    greedy.acquire(Use.FILES, NATIVE - NATIVE / 4);
    assertThatThrownBy(() -> greedy.acquire(Use.SNAPSHOT, 1))
        .isInstanceOf(MemoryRefusedException.class)
        .hasCauseInstanceOf(QuotaExceededException.class);
    new LedgerAccount(shared, tenant("bob")).acquire(Use.SNAPSHOT, 1);
  }

  @Test
  void givesBackWhatIsMoreThanTwiceAsFarAhead() {
    account.acquire(Use.FILES, 8_000);
    account.release(Use.FILES, 1_600);
    assertThat(held()).as("just twice").isEqualTo(8_000);
    account.release(Use.FILES, 1);
    assertThat(held()).isEqualTo(6_399 + 6_399 / 8);
    account.release(Use.FILES, 6_399);
    assertThat(held()).isZero();
  }

  @Test
  void keepsUsesApart() {
    account.acquire(Use.GUEST, 8_000);
    account.acquire(Use.FILES, 1_000);
    account.release(Use.GUEST, 8_000);
    assertThat(held()).isEqualTo(1_000);
  }

  @Test
  void countsHibernationOnceTheGuestIsFreed() {
    account.acquire(Use.GUEST, NATIVE);
    account.acquire(Use.HIBERNATION, 10 * MEBIBYTE);
    assertThat(held()).as("it is never refused").isEqualTo(NATIVE);
    account.release(Use.GUEST, NATIVE);
    assertThat(held()).isEqualTo(10 * MEBIBYTE);
    account.acquire(Use.HIBERNATION, 2 * MEBIBYTE);
    account.release(Use.HIBERNATION, 2 * MEBIBYTE);
    assertThat(held()).as("of another copy, whose guest is still there").isEqualTo(10 * MEBIBYTE);
    account.release(Use.HIBERNATION, 10 * MEBIBYTE);
    assertThat(held()).isZero();
  }

  @Test
  void countsHibernationThoughThereIsNoRoom() {
    LedgerAccount others = new LedgerAccount(ledger, tenant("bob"));
    account.acquire(Use.GUEST, 10);
    account.acquire(Use.HIBERNATION, 8);
    account.release(Use.GUEST, 5);
    others.acquire(Use.GUEST, NATIVE - held());
    account.acquire(Use.HIBERNATION, 8);
    account.release(Use.GUEST, 5);
    assertThat(held()).as("more than there is").isGreaterThan(NATIVE);
    account.release(Use.HIBERNATION, 16);
    others.release(Use.GUEST, NATIVE - 13);
    assertThat(held()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"GUEST", "FILES", "OUTPUT", "SNAPSHOT"})
  void readsZeroAfterManyAtOnce(Use use) {
    CyclicBarrier together = new CyclicBarrier(4);
    List<CompletableFuture<Void>> all =
        IntStream.range(0, 4)
            .mapToObj(
                thread -> CompletableFuture.runAsync(() -> takeAndRelease(use, together), threads))
            .toList();
    all.forEach(CompletableFuture::join);
    assertThat(ledger.held(Space.HEAP)).isZero();
    assertThat(held()).isZero();
  }

  private void takeAndRelease(Use use, CyclicBarrier together) {
    try {
      together.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
    for (int round = 1; round <= 10_000; round++) {
      account.acquire(use, round);
      account.acquire(use, 1);
      account.release(use, round);
      account.release(use, 1);
    }
  }

  private long held() {
    return ledger.held(Space.NATIVE);
  }

  private static Tenant tenant(String id) {
    return new Tenant(id, 1, false, Optional.empty(), TenantQuotas.NONE);
  }
}
