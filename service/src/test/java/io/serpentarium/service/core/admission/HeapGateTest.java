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
    gate.take(GREEDY, 600);
    assertThatThrownBy(() -> gate.take(GREEDY, 1)).isInstanceOf(QuotaExceededException.class);
    gate.take(OTHER, 400);
    assertThatThrownBy(() -> gate.take(OTHER, 1)).isInstanceOf(SandboxSaturatedException.class);
    assertThat(gate.held()).isEqualTo(1_000);
    gate.letGo(GREEDY, 1);
    gate.take(GREEDY, 1);
    assertThatThrownBy(() -> gate.take(GREEDY, 1)).isInstanceOf(QuotaExceededException.class);
  }

  @Test
  void answersThatAreNotReadLeaveLessRoom() {
    gate.hold(GREEDY, 1_200);
    assertThatThrownBy(() -> gate.take(GREEDY, 1)).isInstanceOf(QuotaExceededException.class);
    assertThatThrownBy(() -> gate.take(OTHER, 1)).isInstanceOf(SandboxSaturatedException.class);
    gate.letGo(GREEDY, 1_200);
    gate.take(GREEDY, 600);
    assertThat(gate.held()).isEqualTo(600);
  }

  @Test
  void whatARequestHoldsIsLetGoAtItsEnd() {
    HeapHolding holding = gate.open(GREEDY);
    holding.take(500);
    holding.hold(200);
    assertThatThrownBy(() -> holding.take(1)).isInstanceOf(QuotaExceededException.class);
    assertThat(gate.held()).isEqualTo(700);
    holding.close();
    holding.close();
    assertThat(gate.held()).isZero();
  }

  @Test
  void whatARequestTakesAfterItsEndIsNotCounted() {
    HeapHolding holding = gate.open(GREEDY);
    holding.close();
    holding.take(601);
    holding.hold(1);
    assertThat(gate.held()).isZero();
  }

  private static Tenant tenant(String id) {
    return new Tenant(id, 1, false, Optional.empty(), TenantQuotas.NONE);
  }
}
