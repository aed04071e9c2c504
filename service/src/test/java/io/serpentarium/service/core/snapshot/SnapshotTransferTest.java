package io.serpentarium.service.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.KeyMac;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotTransferTest {

  private static final int MOST = 200_000;

  private final ScriptedSandbox sandbox = new ScriptedSandbox();
  private final Ledger ledger = Ledger.of(new Sharing(true), 400_000, 0);
  private final HeapHolding holding = ledger.open(Tenant.LOCAL);
  private final SnapshotTransfer transfer =
      new SnapshotTransfer(
          sandbox,
          new SnapshotPolicy(1, MOST, MOST),
          new LimitPolicy(Limits.DEFAULT, Limits.DEFAULT),
          new Sharing(true),
          ledger,
          tenant -> Optional.empty());

  @Test
  void countsWhatIsExported() throws IOException {
    byte[] content = new byte[MOST];
    new Random(1).nextBytes(content);
    FileBytes bytes = transfer.bytesOf(Tenant.LOCAL, snapshot(content), holding);
    assertThat(((StagedBytes) bytes).stream().readAllBytes()).isEqualTo(content);
    assertThat(ledger.held(Space.HEAP)).isEqualTo(MOST);
  }

  @Test
  void refusesWhatIsTooLarge() throws IOException {
    Snapshot large = snapshot(new byte[MOST + 1]);
    assertThatThrownBy(() -> transfer.bytesOf(Tenant.LOCAL, large, holding))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SNAPSHOT_TOO_LARGE));
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void refusesATenantThatHasItsShare() throws IOException {
    Snapshot snapshot = snapshot(new byte[MOST]);
    transfer.bytesOf(Tenant.LOCAL, snapshot, holding);
    assertThatThrownBy(() -> transfer.bytesOf(Tenant.LOCAL, snapshot, holding))
        .isInstanceOf(QuotaExceededException.class);
  }

  @Test
  void takesWhatItsTenantHasSignedAsLargeAsItsSessionsMayBe() {
    KeyMac mac = new KeyMac("a secret of the tests");
    Limits low = Limits.DEFAULT.with(Map.of(Limit.MEMORY, 1L << 24));
    Tenant small = new Tenant("small", 1, false, Optional.of(low), TenantQuotas.NONE);
    upload(small, mac);
    SnapshotImport own = sandbox.lastImport();
    assertThat(own.foreign()).isFalse();
    assertThat(own.limits().memoryBytes()).isEqualTo(1L << 24);
    byte[] code = mac.snapshotKey(small).sign(new byte[1]);
    assertThat(own.key().orElseThrow().verify(new byte[1], code)).isTrue();
    assertThat(mac.snapshotKey(Tenant.LOCAL).verify(new byte[1], code)).isFalse();
    upload(new Tenant("open", 1, false, Optional.empty(), TenantQuotas.NONE, true), mac);
    assertThat(sandbox.lastImport().foreign()).isTrue();
  }

  private void upload(Tenant tenant, KeyMac mac) {
    new SnapshotTransfer(
            sandbox,
            new SnapshotPolicy(1, MOST, MOST),
            new LimitPolicy(Limits.DEFAULT, Limits.DEFAULT),
            new Sharing(true),
            ledger,
            owner -> Optional.of(mac.snapshotKey(owner)))
        .snapshotOf(tenant, new StagedBytes())
        .close();
  }

  private Snapshot snapshot(byte[] content) throws IOException {
    return sandbox.importSnapshot(new ByteArrayInputStream(content));
  }
}
