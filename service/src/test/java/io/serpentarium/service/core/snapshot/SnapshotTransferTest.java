package io.serpentarium.service.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.admission.HeapGate;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotTransferTest {

  private static final int MOST = 200_000;

  private final ScriptedSandbox sandbox = new ScriptedSandbox();
  private final HeapGate heap = new HeapGate(1_000_000, 300_000);
  private final HeapHolding holding = heap.open(Tenant.LOCAL);
  private final SnapshotTransfer transfer =
      new SnapshotTransfer(sandbox, new SnapshotPolicy(1, MOST, MOST), new Sharing(true));

  @Test
  void countsWhatIsExported() throws IOException {
    byte[] content = new byte[MOST];
    new Random(1).nextBytes(content);
    FileBytes bytes = transfer.bytesOf(Tenant.LOCAL, snapshot(content), holding);
    assertThat(((StagedBytes) bytes).stream().readAllBytes()).isEqualTo(content);
    assertThat(heap.held()).isEqualTo(MOST);
  }

  @Test
  void refusesWhatIsTooLarge() throws IOException {
    Snapshot large = snapshot(new byte[MOST + 1]);
    assertThatThrownBy(() -> transfer.bytesOf(Tenant.LOCAL, large, holding))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SNAPSHOT_TOO_LARGE));
    assertThat(heap.held()).isZero();
  }

  @Test
  void refusesATenantThatHasItsShare() throws IOException {
    Snapshot snapshot = snapshot(new byte[MOST]);
    transfer.bytesOf(Tenant.LOCAL, snapshot, holding);
    assertThatThrownBy(() -> transfer.bytesOf(Tenant.LOCAL, snapshot, holding))
        .isInstanceOf(QuotaExceededException.class);
  }

  private Snapshot snapshot(byte[] content) throws IOException {
    return sandbox.importSnapshot(new ByteArrayInputStream(content));
  }
}
