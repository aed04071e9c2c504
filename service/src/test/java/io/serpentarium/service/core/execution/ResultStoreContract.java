package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each adapter of {@link ResultStore} does, of which a tenant may have three results. */
public interface ResultStoreContract {

  Tenant ALICE = tenant("alice");
  Tenant BOB = tenant("bob");

  /** Results of a tenant. */
  int MOST = 3;

  /** Bytes of a tenant's results, with what an adapter adds. */
  long BYTES = 4_000;

  ResultStore store();

  @Test
  default void givesATenantItsOwnAlone() {
    put(ALICE, "token", "hers");
    assertThat(found(ALICE, "token")).contains("hers");
    assertThat(found(BOB, "token")).isEmpty();
    assertThat(found(ALICE, "other")).isEmpty();
    put(BOB, "token", "his");
    store().remove(BOB, "token").block();
    assertThat(found(BOB, "token")).isEmpty();
    assertThat(found(ALICE, "token")).contains("hers");
    store().remove(BOB, "token").block();
  }

  @Test
  default void replacesOnlyWhatIsThere() {
    store().replace(ALICE, "token", bytes("gone")).block();
    assertThat(found(ALICE, "token")).isEmpty();
    put(ALICE, "token", "queued");
    store().replace(ALICE, "token", bytes("judged")).block();
    assertThat(found(ALICE, "token")).contains("judged");
    put(ALICE, "token", "another");
    assertThat(found(ALICE, "token")).contains("another");
  }

  @Test
  default void forgetsATenantsOldestWhereItHasTooMany() {
    put(BOB, "first", "his");
    for (int i = 0; i <= MOST; i++) {
      put(ALICE, "token " + i, "result " + i);
    }
    assertThat(found(ALICE, "token 0")).isEmpty();
    for (int i = 1; i <= MOST; i++) {
      assertThat(found(ALICE, "token " + i)).contains("result " + i);
    }
    assertThat(found(BOB, "first")).contains("his");
  }

  @Test
  default void forgetsATenantsOldestWhereTheyAreTooLarge() {
    put(ALICE, "first", "x".repeat(2_000));
    put(ALICE, "second", "x".repeat(2_000));
    assertThat(found(ALICE, "first")).isEmpty();
    assertThat(found(ALICE, "second")).isPresent();
    store().replace(ALICE, "second", bytes("small")).block();
    put(ALICE, "third", "x".repeat(2_000));
    assertThat(found(ALICE, "second")).contains("small");
  }

  @Test
  default void refusesWhatIsLargerThanAllMayBe() {
    assertThatThrownBy(() -> put(ALICE, "token", "x".repeat(4_001)))
        .isInstanceOf(QuotaExceededException.class);
    assertThat(found(ALICE, "token")).isEmpty();
  }

  private void put(Tenant tenant, String token, String result) {
    store().put(tenant, token, bytes(result)).block();
  }

  private Optional<String> found(Tenant tenant, String token) {
    return store()
        .find(tenant, token)
        .blockOptional()
        .map(result -> new String(result, StandardCharsets.UTF_8));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Tenant tenant(String id) {
    return new Tenant(id, 1, false, Optional.empty(), TenantQuotas.NONE);
  }
}
