package io.serpentarium.service.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeapGateTest {

  private static final Tenant GREEDY = tenant("greedy");
  private static final Tenant OTHER = tenant("other");

  private final HeapGate gate = new HeapGate(1_000, 600);

  @Test
  void leavesTheRestToOthersWhenATenantHasItsShare() {
    gate.acquire(GREEDY, 600);
    assertThatThrownBy(() -> gate.acquire(GREEDY, 1)).isInstanceOf(QuotaExceededException.class);
    gate.acquire(OTHER, 400);
    assertThatThrownBy(() -> gate.acquire(OTHER, 1)).isInstanceOf(SandboxSaturatedException.class);
    assertThat(gate.held()).isEqualTo(1_000);
    gate.release(GREEDY, 1);
    gate.acquire(GREEDY, 1);
    assertThatThrownBy(() -> gate.acquire(GREEDY, 1)).isInstanceOf(QuotaExceededException.class);
  }

  @Test
  void answersThatAreNotReadLeaveLessRoom() {
    gate.acquireUnchecked(GREEDY, 1_200);
    assertThatThrownBy(() -> gate.acquire(GREEDY, 1)).isInstanceOf(QuotaExceededException.class);
    assertThatThrownBy(() -> gate.acquire(OTHER, 1)).isInstanceOf(SandboxSaturatedException.class);
    gate.release(GREEDY, 1_200);
    gate.acquire(GREEDY, 600);
    assertThat(gate.held()).isEqualTo(600);
  }

  @Test
  void whatARequestHoldsIsLetGoAtItsEnd() {
    HeapHolding holding = gate.open(GREEDY);
    holding.acquire(500);
    holding.acquireUnchecked(200);
    assertThatThrownBy(() -> holding.acquire(1)).isInstanceOf(QuotaExceededException.class);
    assertThat(gate.held()).isEqualTo(700);
    holding.close();
    holding.close();
    assertThat(gate.held()).isZero();
  }

  @Test
  void whatARequestTakesAfterItsEndIsNotCounted() {
    HeapHolding holding = gate.open(GREEDY);
    holding.close();
    holding.acquire(601);
    holding.acquireUnchecked(1);
    assertThat(gate.held()).isZero();
  }

  private static Tenant tenant(String id) {
    return new Tenant(id, 1, false, Optional.empty(), TenantQuotas.NONE);
  }
}
