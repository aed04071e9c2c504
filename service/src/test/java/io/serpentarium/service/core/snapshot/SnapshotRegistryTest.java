package io.serpentarium.service.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.admission.Sharing;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SnapshotRegistryTest implements SnapshotStoreContract {

  private final SnapshotStore store =
      new SnapshotRegistry(POLICY, new Sharing(false), new SimpleMeterRegistry());

  @Override
  public SnapshotStore store() {
    return store;
  }

  @Test
  void isFreeForOthersWhileAStateIsReleased() {
    AtomicInteger closed = new AtomicInteger();
    SnapshotInfo info = new SnapshotInfo("snp_1", null, SIZE, Instant.EPOCH);
    store.add(
        new KeptSnapshot(
            ALICE,
            info,
            closing(
                () -> {
                  assertThat(CompletableFuture.supplyAsync(() -> store.bytes(ALICE)).join())
                      .isZero();
                  closed.incrementAndGet();
                })));
    store.remove(ALICE, "snp_1");
    assertThat(closed).hasValue(1);
  }

  private static Snapshot closing(Runnable onClose) {
    return (Snapshot)
        Proxy.newProxyInstance(
            Snapshot.class.getClassLoader(),
            new Class<?>[] {Snapshot.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("close");
              onClose.run();
              return null;
            });
  }
}
