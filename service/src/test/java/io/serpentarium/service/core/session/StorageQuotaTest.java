package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.SessionFileException;
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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tenant stores: in files here, on other nodes, and on its way. */
class StorageQuotaTest {

  private static final long MOST = 1_000;
  private static final Tenant ALICE =
      new Tenant("alice", 1, false, Optional.empty(), new TenantQuotas(9, 9, 9, 9, 9, MOST));

  private final TestSessions node = new TestSessions();
  private final AtomicLong elsewhere = new AtomicLong();
  private final AtomicLong told = new AtomicLong();
  private final AtomicLong inAnswers = new AtomicLong();
  private final StorageQuota quota =
      new StorageQuota(
          node.registry(),
          new SnapshotRegistry(
              new SnapshotPolicy(1, 1, 1), new Sharing(false), new SimpleMeterRegistry()),
          this::tell,
          List.of(tenantId -> tenantId.equals("alice") ? inAnswers.get() : MOST, id -> 0));
  private LiveSession session;

  private CompletableFuture<Long> tell(Quota counted, String tenantId, long here) {
    assertThat(counted).isEqualTo(Quota.STORAGE);
    told.set(here);
    return CompletableFuture.completedFuture(elsewhere.get());
  }

  @BeforeEach
  void create() {
    session = node.create(node.live(), ALICE, "ses_1");
  }

  @Test
  void countsFilesOfSessionsHere() {
    session.files().write("a", new byte[400]);
    quota.require(ALICE, MOST - 400);
    assertThatThrownBy(() -> quota.require(ALICE, MOST - 399))
        .isInstanceOf(QuotaExceededException.class);
    assertThat(told).hasValue(400);
  }

  @Test
  void countsWhatStoresKeep() {
    inAnswers.set(MOST - 10);
    quota.require(ALICE, 10);
    assertThatThrownBy(() -> quota.require(ALICE, 11)).isInstanceOf(QuotaExceededException.class);
  }

  @Test
  void countsWhatOtherNodesHave() {
    elsewhere.set(MOST);
    quota.require(ALICE, 0);
    assertThatThrownBy(() -> quota.require(ALICE, 1)).isInstanceOf(QuotaExceededException.class);
  }

  @Test
  void countsWhatIsOnItsWayUntilItIsExpectedNoMore() {
    quota.expect(ALICE, session, MOST);
    quota.require(ALICE, 0);
    quota.expect(ALICE, session, 1);
    assertThatThrownBy(() -> quota.require(ALICE, 0)).isInstanceOf(QuotaExceededException.class);
    quota.expectNoMore(ALICE, session, MOST + 1);
    quota.require(ALICE, MOST);
    assertThat(told).hasValue(0);
  }

  @Test
  void expectsNoMoreForASessionThanItsDiskHolds() {
    long disk = session.limits().diskBytes();
    Tenant unlimited = TestSessions.tenant("bob");
    quota.expect(unlimited, session, disk);
    assertThatThrownBy(() -> quota.expect(unlimited, session, 1))
        .isInstanceOf(SessionFileException.class);
  }
}
