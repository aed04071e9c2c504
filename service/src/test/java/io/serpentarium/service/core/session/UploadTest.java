package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.snapshot.SnapshotPolicy;
import io.serpentarium.service.core.snapshot.SnapshotRegistry;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UploadTest {

  private static final int PART = 64 << 10;
  private static final long MOST = 3L * PART;
  private static final Tenant ALICE =
      new Tenant("alice", 1, false, Optional.empty(), new TenantQuotas(9, 9, 9, 9, 9, MOST));

  private final TestSessions node = new TestSessions();
  private final CountDownLatch asked = new CountDownLatch(1);
  private CompletableFuture<Long> elsewhere = CompletableFuture.completedFuture(0L);
  private final StorageQuota quota =
      new StorageQuota(
          node.registry(),
          new SnapshotRegistry(
              new SnapshotPolicy(1, 1, 1), new Sharing(false), new SimpleMeterRegistry()),
          this::tell,
          List.of());
  private Upload upload;

  private CompletableFuture<Long> tell(Quota counted, String tenantId, long here) {
    asked.countDown();
    return elsewhere;
  }

  @BeforeEach
  void begin() {
    upload = new Upload(ALICE, node.create(node.live(), ALICE, "ses_1"), quota);
  }

  @Test
  void isCountedInStepsUntilItIsClosed() {
    assertThat(upload.append(new byte[PART - 1])).isFalse();
    assertThat(upload.append(new byte[1])).isTrue();
    upload.count();
    quota.require(ALICE, MOST - PART);
    assertThatThrownBy(() -> quota.require(ALICE, MOST - PART + 1))
        .isInstanceOf(QuotaExceededException.class);
    upload.close();
    quota.require(ALICE, MOST);
  }

  @Test
  void isRefusedBeyondWhatItsTenantMayStoreAndCountsNoMoreOnceClosed() {
    upload.append(new byte[(int) MOST + 1]);
    assertThatThrownBy(upload::count).isInstanceOf(QuotaExceededException.class);
    upload.close();
    quota.require(ALICE, MOST);
  }

  @Test
  void canBeClosedWhileOtherNodesAreAsked() throws InterruptedException {
    elsewhere = new CompletableFuture<>();
    upload.append(new byte[PART]);
    CompletableFuture<Void> counting = CompletableFuture.runAsync(upload::count);
    asked.await();
    upload.close();
    elsewhere.complete(MOST + 1);
    assertThatThrownBy(counting::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(QuotaExceededException.class);
    elsewhere = CompletableFuture.completedFuture(0L);
    quota.require(ALICE, MOST);
  }

  @Test
  void countsNothingThatArrivesAfterItsClose() {
    upload.close();
    upload.append(new byte[PART]);
    upload.count();
    quota.require(ALICE, MOST);
  }

  @Test
  void isSeenOnceItIsCommitted() {
    upload.append(new byte[] {1, 2});
    assertThat(upload.commit("a")).isTrue();
    upload.close();
    quota.require(ALICE, MOST - 2);
    assertThatThrownBy(() -> quota.require(ALICE, MOST - 1))
        .isInstanceOf(QuotaExceededException.class);
  }
}
