package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.StateKeeper;
import io.serpentarium.service.core.snapshot.KeptSnapshot;
import io.serpentarium.service.core.snapshot.SnapshotInfo;
import io.serpentarium.service.core.snapshot.SnapshotPolicy;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisSnapshotsIT extends RedisFixture {

  private static final Tenant BOB =
      new Tenant("bob", 1, false, Optional.empty(), TenantQuotas.NONE);
  private static final int SIZE = 100;

  private final ScriptedSandbox sandbox = new ScriptedSandbox();

  /** A quarter of the budget is nobody's alone. */
  private final Ledger ledger = Ledger.of(new Sharing(true), StateKeeper.TRANSFER_BYTES * 4 / 3, 0);

  private RedisSnapshots snapshots;

  @BeforeEach
  void start() {
    snapshots =
        new RedisSnapshots(
            link(),
            RedisSealTest.seal(),
            sandbox,
            new SnapshotPolicy(1, 1_000_000, SIZE),
            new Sharing(false),
            ledger);
  }

  @Test
  void givesBackWhatItKeeps() throws IOException {
    KeptSnapshot kept = snapshots.add(snapshot("snp_1", SIZE));
    assertThat(snapshots.info(Tenant.LOCAL, "snp_1")).isEqualTo(kept.info());
    assertThat(content(snapshots.find(Tenant.LOCAL, "snp_1"))).isEqualTo(new byte[SIZE]);
    assertThat(snapshots.bytes(Tenant.LOCAL)).isEqualTo(kept.info().sizeBytes());
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void keepsLargeOnesPartByPart() throws IOException {
    byte[] large = new byte[3 * StagedValue.PART_BYTES + 9];
    new Random(1).nextBytes(large);
    RedisSnapshots roomy =
        new RedisSnapshots(
            link(),
            RedisSealTest.seal(),
            sandbox,
            new SnapshotPolicy(1, 10_000_000, large.length),
            new Sharing(false),
            ledger);
    roomy.add(snapshot("snp_1", large));
    assertThat(content(roomy.find(Tenant.LOCAL, "snp_1"))).isEqualTo(large);
    List<String> staged = link().call(redis -> redis.async().keys(Keys.STAGED + "*"));
    assertThat(staged).isEmpty();
    KeptSnapshot second = snapshot("snp_2", large);
    assertThatThrownBy(() -> roomy.add(second))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.STORAGE_FULL));
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void hasItsPlaceBackOnceItIsRemoved() throws IOException {
    snapshots.add(snapshot("snp_1", SIZE));
    assertThatThrownBy(() -> snapshots.requirePlace(Tenant.LOCAL))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.STORAGE_FULL));
    snapshots.remove(Tenant.LOCAL, "snp_1");
    requireNothingLeft();
  }

  @Test
  void hasItsPlaceBackThoughItsContentIsGoneAlready() throws IOException {
    snapshots.add(snapshot("snp_1", SIZE));
    link().call(connection -> connection.async().del(Keys.SNAPSHOT + "snp_1"));
    snapshots.remove(Tenant.LOCAL, "snp_1");
    requireNothingLeft();
  }

  @Test
  void removesNothingOfAnotherTenant() throws IOException {
    KeptSnapshot kept = snapshots.add(snapshot("snp_1", SIZE));
    assertThatThrownBy(() -> snapshots.remove(BOB, "snp_1"))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SNAPSHOT_NOT_FOUND));
    assertThat(snapshots.info(Tenant.LOCAL, "snp_1")).isEqualTo(kept.info());
    assertThat(snapshots.bytes(Tenant.LOCAL)).isEqualTo(kept.info().sizeBytes());
  }

  @Test
  void keepsNothingForWhichItsTenantHasNoRoomInTheHeap() throws IOException {
    KeptSnapshot one = snapshot("snp_1", SIZE);
    try (HeapHolding other = ledger.open(Tenant.LOCAL)) {
      other.acquire(1);
      assertThatThrownBy(() -> snapshots.add(one)).isInstanceOf(QuotaExceededException.class);
    }
    assertThat(ledger.held(Space.HEAP)).isZero();
    requireNothingLeft();
  }

  @Test
  void bringsNothingForWhichItsTenantHasNoRoomInTheHeap() throws IOException {
    snapshots.add(snapshot("snp_1", SIZE));
    try (HeapHolding other = ledger.open(Tenant.LOCAL)) {
      assertThat(content(snapshots.find(Tenant.LOCAL, "snp_1"))).hasSize(SIZE);
      other.acquire(1);
      assertThatThrownBy(() -> snapshots.find(Tenant.LOCAL, "snp_1"))
          .isInstanceOf(QuotaExceededException.class);
    }
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void givesNothingThatItHasNotKept() throws IOException {
    snapshots.add(snapshot("snp_1", SIZE));
    link()
        .call(
            connection -> connection.async().set(Keys.SNAPSHOT_CONTENT + "snp_1", new byte[SIZE]));
    assertThatThrownBy(() -> snapshots.find(Tenant.LOCAL, "snp_1"))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SNAPSHOT_INVALID));
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void leavesSomethingForOtherTenants() throws IOException {
    RedisSnapshots shared =
        new RedisSnapshots(
            link(),
            RedisSealTest.seal(),
            sandbox,
            new SnapshotPolicy(4, 1_000_000, SIZE),
            new Sharing(true),
            ledger);
    for (int i = 0; i < 3; i++) {
      shared.add(snapshot("snp_" + i, SIZE));
    }
    KeptSnapshot fourth = snapshot("snp_3", SIZE);
    assertThatThrownBy(() -> shared.add(fourth)).isInstanceOf(QuotaExceededException.class);
    assertThatThrownBy(() -> shared.requirePlace(Tenant.LOCAL))
        .isInstanceOf(QuotaExceededException.class);
    shared.requirePlace(BOB);
    shared.add(new KeptSnapshot(BOB, fourth.info(), fourth.state()));
  }

  private void requireNothingLeft() {
    assertThatThrownBy(() -> snapshots.info(Tenant.LOCAL, "snp_1"))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SNAPSHOT_NOT_FOUND));
    assertThatThrownBy(() -> snapshots.remove(Tenant.LOCAL, "snp_1"))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SNAPSHOT_NOT_FOUND));
    snapshots.requirePlace(Tenant.LOCAL);
    assertThat(snapshots.bytes(Tenant.LOCAL)).isZero();
    assertThat(keys()).isZero();
  }

  private long keys() {
    return link()
        .call(
            connection ->
                connection
                    .async()
                    .exists(
                        Keys.SNAPSHOT + "snp_1",
                        Keys.SNAPSHOT_CONTENT + "snp_1",
                        Keys.SNAPSHOTS,
                        Keys.snapshots("local")));
  }

  private KeptSnapshot snapshot(String id, int size) throws IOException {
    return snapshot(id, new byte[size]);
  }

  private KeptSnapshot snapshot(String id, byte[] content) throws IOException {
    Snapshot state = sandbox.importSnapshot(new ByteArrayInputStream(content));
    SnapshotInfo info = new SnapshotInfo(id, "ses_1", state.sizeBytes(), Instant.EPOCH);
    return new KeptSnapshot(Tenant.LOCAL, info, state);
  }

  private static byte[] content(Snapshot snapshot) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    snapshot.export(out);
    return out.toByteArray();
  }
}
