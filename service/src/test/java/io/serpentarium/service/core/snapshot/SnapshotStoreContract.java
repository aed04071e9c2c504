package io.serpentarium.service.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What each adapter of {@link SnapshotStore} does. */
public interface SnapshotStoreContract {

  Tenant ALICE = new Tenant("alice", 1, false, Optional.empty(), TenantQuotas.NONE);
  Tenant BOB = new Tenant("bob", 1, false, Optional.empty(), TenantQuotas.NONE);

  /** What a snapshot of the scripted sandbox says of its size. */
  long SIZE = 1_000;

  /** Has room for two snapshots of {@link #SIZE} bytes, and for 2,500 bytes in all. */
  SnapshotPolicy POLICY = new SnapshotPolicy(2, 2_500, 100);

  SnapshotStore store();

  @Test
  default void givesBackWhatItKeeps() throws IOException {
    KeptSnapshot kept = store().add(snapshot("snp_1", ALICE, "one"));
    store().add(snapshot("snp_2", ALICE, "two"));
    assertThat(store().info(ALICE, "snp_1")).isEqualTo(kept.info());
    assertThat(content(store().find(ALICE, "snp_1"))).isEqualTo("one");
    assertThat(store().bytes(ALICE)).isEqualTo(2 * SIZE);
    assertThat(store().bytes(BOB)).isZero();
  }

  @Test
  default void refusesMoreThanItHasRoomFor() throws IOException {
    store().requirePlace(ALICE);
    store().add(snapshot("snp_1", ALICE, "one"));
    store().add(snapshot("snp_2", BOB, "two"));
    assertThatThrownBy(() -> store().requirePlace(ALICE))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.STORAGE_FULL));
    KeptSnapshot third = snapshot("snp_3", ALICE, "three");
    assertThatThrownBy(() -> store().add(third))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.STORAGE_FULL));
    store().remove(BOB, "snp_2");
    store().requirePlace(ALICE);
    store().add(third);
  }

  @Test
  default void refusesMoreBytesThanItHasRoomFor() throws IOException {
    KeptSnapshot large = sized(snapshot("snp_1", ALICE, "one"), 2_501);
    assertThatThrownBy(() -> store().add(large))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.STORAGE_FULL));
    store().add(sized(large, 2_000));
    KeptSnapshot second = sized(snapshot("snp_2", ALICE, "two"), 501);
    assertThatThrownBy(() -> store().add(second))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.STORAGE_FULL));
    store().add(sized(second, 500));
  }

  @Test
  default void showsNothingOfAnotherTenant() throws IOException {
    store().add(snapshot("snp_1", ALICE, "one"));
    assertThatThrownBy(() -> store().info(BOB, "snp_1")).matches(NOT_FOUND);
    assertThatThrownBy(() -> store().find(BOB, "snp_1")).matches(NOT_FOUND);
    assertThatThrownBy(() -> store().remove(BOB, "snp_1")).matches(NOT_FOUND);
    assertThat(store().bytes(ALICE)).isEqualTo(SIZE);
  }

  @Test
  default void forgetsWhatIsRemoved() throws IOException {
    store().add(snapshot("snp_1", ALICE, "one"));
    store().remove(ALICE, "snp_1");
    assertThatThrownBy(() -> store().info(ALICE, "snp_1")).matches(NOT_FOUND);
    assertThatThrownBy(() -> store().remove(ALICE, "snp_1")).matches(NOT_FOUND);
    assertThat(store().bytes(ALICE)).isZero();
  }

  Predicate<Throwable> NOT_FOUND =
      failure -> ServiceFailure.is(failure, FailureCode.SNAPSHOT_NOT_FOUND);

  private static KeptSnapshot snapshot(String id, Tenant owner, String content) throws IOException {
    Snapshot state =
        new ScriptedSandbox()
            .importSnapshot(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    return new KeptSnapshot(
        owner, new SnapshotInfo(id, "ses_1", state.sizeBytes(), Instant.EPOCH), state);
  }

  private static KeptSnapshot sized(KeptSnapshot snapshot, long bytes) {
    SnapshotInfo info = snapshot.info();
    return new KeptSnapshot(
        snapshot.owner(),
        new SnapshotInfo(info.id(), info.sessionId(), bytes, info.createdAt()),
        snapshot.state());
  }

  private static String content(Snapshot snapshot) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    snapshot.export(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
