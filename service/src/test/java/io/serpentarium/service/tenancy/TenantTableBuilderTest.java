package io.serpentarium.service.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Limits;
import org.junit.jupiter.api.Test;

class TenantTableBuilderTest {

  @Test
  void givesATenantItsShareOfTheNodeUnlessItSaysMore() {
    assertThat(executions("")).isEqualTo(5);
    assertThat(executions(", \"executions\": 9")).isEqualTo(9);
  }

  private static long executions(String more) {
    String json = "{\"tenants\": [{\"id\": \"a\", \"issuers\": [\"x\"]%s}]}".formatted(more);
    TenantTable table =
        new TenantTableBuilder(new NodeBounds(Limits.DEFAULT, 5)).build(TenantFile.parse(json));
    return table.ofIssuer("x").orElseThrow().quotas().executions();
  }
}
