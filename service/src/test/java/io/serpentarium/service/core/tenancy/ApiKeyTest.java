package io.serpentarium.service.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.Keys;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

  private static final String ID = "0123456789ab";
  private static final String SECRET =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @Test
  void isReadAsItWasMade() {
    ApiKey made = ApiKey.make(new Random(1));
    assertThat(made.text()).matches("srp_[0-9a-f]{12}_[0-9a-f]{64}").contains(made.id());
    assertThat(ApiKey.parse(made.text())).contains(made);
  }

  @Test
  void isAnotherOneEachTime() {
    Random random = new Random(2);
    Set<String> ids = new HashSet<>();
    Set<String> secrets = new HashSet<>();
    for (int time = 0; time < 100; time++) {
      ApiKey made = ApiKey.make(random);
      ids.add(made.id());
      secrets.add(made.text().substring(made.text().lastIndexOf('_')));
    }
    assertThat(ids).hasSize(100);
    assertThat(secrets).hasSize(100);
  }

  @Test
  void tellsItsIdAndNotItsSecret() {
    ApiKey key = ApiKey.parse(Keys.text(ID)).orElseThrow();
    assertThat(key.id()).isEqualTo(ID);
    assertThat(key).hasToString("srp_0123456789ab_…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "srp_",
        ID,
        "srp_" + ID,
        "srp_" + ID + "_",
        "srp_" + ID + SECRET,
        "srp_" + ID + "_" + SECRET + "0",
        "srp_" + ID + "_" + SECRET + "\n",
        " srp_" + ID + "_" + SECRET,
        "SRP_" + ID + "_" + SECRET,
        "srp_0123456789AB_" + SECRET,
        "srp_0123456789a_" + SECRET,
        "srp_0123456789ag_" + SECRET,
        "srp_" + ID + "_٠123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"
      })
  void isNothingElse(String text) {
    assertThat(ApiKey.parse(text)).isEmpty();
  }
}
