package io.serpentarium.service.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Authenticator.TokenReader;
import io.serpentarium.service.core.tenancy.Grant.Source;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.MutableClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class SessionTokensTest {

  private static final String KEY_ID = "0123456789ab";
  private static final String ISSUER = "https://issuer.example";
  private static final String SESSION = "ses_1";

  private final MutableClock clock = new MutableClock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  private String table =
      """
      {"tenants": [{"id": "alice", "keys": [%s]}, {"id": "bob", "issuers": ["%s"]}]}
      """
          .formatted(Keys.entry(KEY_ID), ISSUER);
  private final ConfiguredTenants store =
      new ConfiguredTenants(() -> table, new NodeBounds(Limits.DEFAULT, 10));
  private final KeyMac mac = new KeyMac(Keys.SECRET);
  private final Authenticator authenticator =
      new Authenticator(store, mac, TokenReader.none(), clock);
  private final SessionTokens tokens = new SessionTokens(authenticator, mac);

  @Test
  void letInAsTheKeyDoes() {
    StepVerifier.create(tokens.grant(tokens.issue(byKey(), SESSION), SESSION))
        .assertNext(
            grant -> {
              assertThat(grant.tenant().id()).isEqualTo("alice");
              assertThat(grant.source()).isEqualTo(new Source.Key(KEY_ID));
              assertThat(grant.isGood()).isTrue();
            })
        .verifyComplete();
  }

  @Test
  void letInToTheirSessionOnly() {
    String token = tokens.issue(byKey(), SESSION);
    refuses(token, "ses_2");
    refuses(token, "");
    refuses(token, SESSION + " ");
  }

  @Test
  void areGoodNoLongerThanTheTokenThatTheyComeFrom() {
    Instant end = clock.instant().plusSeconds(60);
    String token =
        tokens.issue(authenticator.granted("bob", new Source.Token(ISSUER, end)), SESSION);
    clock.advance(Duration.ofSeconds(59));
    StepVerifier.create(tokens.grant(token, SESSION))
        .assertNext(grant -> assertThat(grant.source()).isEqualTo(new Source.Token(ISSUER, end)))
        .verifyComplete();
    clock.advance(Duration.ofSeconds(1));
    fails(token, FailureCode.UNAUTHENTICATED);
  }

  @Test
  void areGoodNoLongerThanTheKeyThatTheyComeFrom() {
    String token = tokens.issue(byKey(), SESSION);
    change("\"keys\": [%s]".formatted(Keys.entry(KEY_ID)), "\"keys\": []");
    fails(token, FailureCode.UNAUTHENTICATED);
  }

  @Test
  void letNobodyInWhoIsSuspended() {
    String token = tokens.issue(byKey(), SESSION);
    change("\"id\": \"alice\"", "\"id\": \"alice\", \"suspended\": true");
    fails(token, FailureCode.TENANT_SUSPENDED);
  }

  @Test
  void goWithTheTenantOfTheirKey() {
    String token = tokens.issue(byKey(), SESSION);
    change("alice", "carol");
    fails(token, FailureCode.UNAUTHENTICATED);
  }

  @Test
  void grantNothingInLocalMode() {
    fails(tokens.issue(Grant.LOCAL, SESSION), FailureCode.UNAUTHENTICATED);
  }

  @Test
  void areOfOneServiceOnly() {
    SessionTokens others =
        new SessionTokens(authenticator, new KeyMac("another secret of a service"));
    refuses(others.issue(byKey(), SESSION), SESSION);
  }

  @Test
  void sayNothingThatSomebodyElseHasWritten() {
    String token = tokens.issue(byKey(), SESSION);
    String[] parts = token.split("\\.", -1);
    String content = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
    assertThat(content).as("it is no secret whose it is").startsWith("alice\nkey\n" + KEY_ID);
    refuses(encoded(content.replace("alice", "bob")) + "." + parts[1], SESSION);
    refuses(encoded(content + "\n") + "." + parts[1], SESSION);
    refuses(parts[0] + "." + encoded("x".repeat(32)), SESSION);
    refuses(parts[0] + ".", SESSION);
    refuses(parts[0], SESSION);
    refuses("." + parts[1], SESSION);
    refuses(parts[1] + "." + parts[0], SESSION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a", "a.b", "%.%", "ä.ö", "e30.e30", "e30=.e30="})
  void areNothingElse(String token) {
    refuses(token, SESSION);
  }

  private Grant byKey() {
    return authenticator.granted("alice", new Source.Key(KEY_ID));
  }

  private void change(String before, String after) {
    table = table.replace(before, after);
    store.reload();
  }

  private void refuses(String token, String session) {
    StepVerifier.create(tokens.grant(token, session)).verifyComplete();
  }

  private void fails(String token, FailureCode code) {
    StepVerifier.create(tokens.grant(token, SESSION))
        .verifyErrorMatches(failure -> ServiceFailure.is(failure, code));
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
