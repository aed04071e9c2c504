package io.serpentarium.service.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Limits;
import org.junit.jupiter.api.Test;

class TenantTableBuilderTest {

  @Test
  void givesATenantItsShareOfTheNodeUnlessItSaysMore() {
    assertThat(quotas("").executionsHere()).isEqualTo(5);
    assertThat(quotas("").executions()).isEqualTo(TenantQuotas.UNLIMITED);
    assertThat(quotas(", \"executions\": 9").executionsHere()).isEqualTo(9);
    assertThat(quotas(", \"executions\": 9").executions()).isEqualTo(9);
  }

  private static TenantQuotas quotas(String more) {
    String json = "{\"tenants\": [{\"id\": \"a\", \"issuers\": [\"x\"]%s}]}".formatted(more);
    TenantTable table =
        new TenantTableBuilder(new NodeBounds(Limits.DEFAULT, 5)).build(TenantFile.parse(json));
    return table.ofIssuer("x").orElseThrow().quotas();
  }
}
