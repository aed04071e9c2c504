package io.serpentarium.service.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Authenticator.TokenReader.IssuedToken;
import io.serpentarium.service.core.tenancy.Grant.Source;
import io.serpentarium.service.testing.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class AuthenticatorTest {

  private static final String ISSUER = "https://issuer.example";

  private final MutableClock clock = new MutableClock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  private boolean suspended;
  private final ConfiguredTenants store =
      new ConfiguredTenants(this::tenants, new NodeBounds(Limits.DEFAULT, 10));

  private String tenants() {
    return "{\"tenants\": [{\"id\": \"erin\", \"issuers\": [\"%s\"], \"suspended\": %s}]}"
        .formatted(ISSUER, suspended);
  }

  @Test
  void takesBackWhatATokenGrantsWhenItExpires() {
    IssuedToken token = new IssuedToken(ISSUER, clock.instant().plusSeconds(60));
    Authenticator authenticator = authenticator(text -> Mono.just(token));
    Grant grant = Objects.requireNonNull(authenticator.grantOf("a.b.c").block());
    clock.advance(Duration.ofSeconds(59));
    assertThat(grant.isGood()).isTrue();
    clock.advance(Duration.ofSeconds(1));
    assertThat(grant.isGood()).isFalse();
    assertThat(grant.latest().id()).isEqualTo("erin");
  }

  @Test
  void grantsAgainWhatAnotherNodeHasGranted() {
    Source.Token source = new Source.Token(ISSUER, clock.instant().plusSeconds(60));
    Grant grant = authenticator(Authenticator.TokenReader.none()).granted("erin", source);
    assertThat(grant.tenant().id()).isEqualTo("erin");
    assertThat(grant.source()).isEqualTo(source);
    clock.advance(Duration.ofSeconds(60));
    assertThat(grant.isGood()).isFalse();
    refuses("erin", source, FailureCode.UNAUTHENTICATED);
  }

  @Test
  void grantsNothingAgainThatItDoesNotKnow() {
    Instant end = clock.instant().plusSeconds(60);
    refuses("frank", new Source.Token(ISSUER, end), FailureCode.UNAUTHENTICATED);
    refuses("erin", new Source.Token("https://other", end), FailureCode.UNAUTHENTICATED);
    refuses("erin", new Source.Key("0123456789ab"), FailureCode.UNAUTHENTICATED);
    refuses("local", new Source.LocalMode(), FailureCode.UNAUTHENTICATED);
  }

  @Test
  void grantsNothingAgainToASuspendedTenant() {
    suspended = true;
    store.reload();
    Instant end = clock.instant().plusSeconds(60);
    refuses("erin", new Source.Token(ISSUER, end), FailureCode.TENANT_SUSPENDED);
  }

  private void refuses(String tenantId, Source source, FailureCode code) {
    Authenticator authenticator = authenticator(Authenticator.TokenReader.none());
    assertThatThrownBy(() -> authenticator.granted(tenantId, source))
        .isInstanceOfSatisfying(
            ServiceFailure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  private Authenticator authenticator(Authenticator.TokenReader tokens) {
    return new Authenticator(store, new KeyMac("a secret of the tests"), tokens, clock);
  }
}
