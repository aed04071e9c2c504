package io.serpentarium.service.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class KeyCommandTest {

  @TempDir Path folder;
  private Path file;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void chooseAFile() {
    file = folder.resolve("tenants.json");
  }

  @Test
  void makesAKeyThatIsGoodAndShownOnce() throws IOException {
    String key = makeKey("acme");
    assertThat(key).matches("srp_[0-9a-f]{12}_[0-9a-f]{64}");
    assertThat(Files.readString(file)).doesNotContain(key.substring(17)).contains("\"acme\"");
    expect(key, "acme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Acme", "a b", "-acme", "_", "ä", "a/b"})
  void refusesATenantThatTheServiceWouldNotStartWith(String tenant) {
    assertThat(run("make-key", tenant)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(tenant, "its id must match");
    assertThat(out.size()).isZero();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void keepsWhatStandsInTheFile() throws IOException {
    Files.writeString(file, "{\"tenants\": [{\"id\": \"acme\", \"weight\": 7}, {\"id\": \"b\"}]}");
    String first = makeKey("acme");
    String second = makeKey("acme");
    expect(first, "acme");
    expect(second, "acme");
    assertThat(Files.readString(file)).contains("\"weight\" : 7", "\"b\"");
  }

  @Test
  void revokesOneKeyWhileTheServiceRuns() {
    String first = makeKey("acme");
    String second = makeKey("acme");
    ConfiguredTenants tenants = tenants();
    Authenticator authenticator = authenticator(tenants);
    assertThat(run("revoke-key", first.substring(4, 16))).isZero();
    tenants.reload();
    StepVerifier.create(authenticator.grantOf(first))
        .verifyErrorMatches(failure -> ServiceFailure.is(failure, FailureCode.UNAUTHENTICATED));
    StepVerifier.create(authenticator.grantOf(second)).expectNextCount(1).verifyComplete();
    assertThat(run("revoke-key", first.substring(4, 16))).isEqualTo(1);
  }

  @Test
  void onlyTheOwnerMayReadTheFiles() throws IOException {
    makeKey("acme");
    for (Path each : List.of(file, folder.resolve("tenants.json.secret"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rw-------");
    }
    try (var all = Files.list(folder)) {
      assertThat(all).hasSize(2);
    }
  }

  @Test
  void tenantsStayAsTheyAreWhenTheFileBreaks() throws IOException {
    String key = makeKey("acme");
    ConfiguredTenants tenants = tenants();
    Files.writeString(file, "{\"tenants\": [");
    tenants.reload();
    StepVerifier.create(authenticator(tenants).grantOf(key)).expectNextCount(1).verifyComplete();
    Files.delete(file);
    tenants.reload();
    StepVerifier.create(authenticator(tenants).grantOf(key)).expectNextCount(1).verifyComplete();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tenants\": [{}]}",
        "{\"tenants\": [{\"id\": \"A\"}]}",
        "{\"tenants\": [{\"id\": \"a\"}, {\"id\": \"a\"}]}",
        "{\"tenants\": [{\"id\": \"a\", \"weight\": 0}]}",
        "{\"tenants\": [{\"id\": \"a\", \"sessions\": 0}]}",
        "{\"tenants\": [{\"id\": \"a\", \"limits\": {\"wall_time_ms\": 0}}]}",
        "{\"tenants\": [{\"id\": \"a\", \"keys\": [{\"id\": \"1\", \"hmac\": \"2\"}]}]}",
        "{\"tenants\": [{\"id\": \"a\", \"wait\": 1}]}",
        "[]",
        ""
      })
  void refusesWhatCannotBe(String json) throws IOException {
    Files.writeString(file, json);
    assertThatThrownBy(this::tenants)
        .isInstanceOf(TenantConfigurationException.class)
        .message()
        .hasLineCount(1);
  }

  @Test
  void saysHowItIsUsed() {
    assertThat(run("make-key")).isEqualTo(2);
    assertThat(run("make-key", "a", "b")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Usage: make-key TENANT");
    assertThat(KeyCommand.isMeant(List.of("make-key"))).isTrue();
    assertThat(KeyCommand.isMeant(List.of("--server.port=1"))).isFalse();
  }

  private void expect(String key, String tenant) {
    StepVerifier.create(authenticator(tenants()).grantOf(key).map(grant -> grant.tenant().id()))
        .expectNext(tenant)
        .verifyComplete();
  }

  private ConfiguredTenants tenants() {
    return new ConfiguredTenants(
        TenantPaths.of(file)::readTenants, new NodeBounds(Limits.DEFAULT, 10));
  }

  private Authenticator authenticator(TenantStore store) {
    return new Authenticator(
        store,
        new KeyMac(TenantPaths.of(file).readSecret()),
        Authenticator.TokenReader.none(),
        Clock.systemUTC());
  }

  private String makeKey(String tenant) {
    out.reset();
    assertThat(run("make-key", tenant)).isZero();
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  private int run(String... arguments) {
    return new KeyCommand(
            Map.of("SERPENTARIUM_TENANTS_FILE", file.toString()),
            new SecureRandom(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(List.of(arguments));
  }
}
