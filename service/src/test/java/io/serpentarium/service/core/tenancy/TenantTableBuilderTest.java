package io.serpentarium.service.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TenantTableBuilderTest {

  @Test
  void givesATenantItsShareOfTheNodeUnlessItSaysMore() {
    assertThat(quotas("").executionsHere()).isEqualTo(5);
    assertThat(quotas("").executions()).isEqualTo(TenantQuotas.UNLIMITED);
    assertThat(quotas(", \"executions\": 9").executionsHere()).isEqualTo(9);
    assertThat(quotas(", \"executions\": 9").executions()).isEqualTo(9);
  }

  @ParameterizedTest
  @EnumSource
  void takesTheLeastLimitThatARequestMayName(Limit limit) {
    Limits limits = tenant(entry(limit, limit.least())).maximum().orElseThrow();
    assertThat(limits.get(limit)).isEqualTo(limit.least());
    assertThatThrownBy(() -> tenant(entry(limit, limit.least() - 1)))
        .isInstanceOf(TenantConfigurationException.class)
        .hasMessageContaining(limit.wireName());
  }

  @Test
  void refusesALimitThatThereIsNot() {
    assertThatThrownBy(() -> tenant(", \"limits\": {\"gas\": 1}"))
        .isInstanceOf(TenantConfigurationException.class)
        .hasMessageContaining("gas");
  }

  private static String entry(Limit limit, long value) {
    return ", \"limits\": {\"%s\": %d}".formatted(limit.wireName(), value);
  }

  private static TenantQuotas quotas(String more) {
    return tenant(more).quotas();
  }

  private static Tenant tenant(String more) {
    String json = "{\"tenants\": [{\"id\": \"a\", \"issuers\": [\"x\"]%s}]}".formatted(more);
    TenantTable table =
        new TenantTableBuilder(new NodeBounds(Limits.DEFAULT, 5)).build(TenantFile.parse(json));
    return table.ofIssuer("x").orElseThrow();
  }
}
