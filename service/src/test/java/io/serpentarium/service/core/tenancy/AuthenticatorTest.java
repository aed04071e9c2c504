package io.serpentarium.service.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.tenancy.TokenReader.IssuedToken;
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
  private final TenantStore store =
      new ConfiguredTenants(
          () -> "{\"tenants\": [{\"id\": \"erin\", \"issuers\": [\"%s\"]}]}".formatted(ISSUER),
          new NodeBounds(Limits.DEFAULT, 10));

  @Test
  void takesBackWhatATokenGrantsWhenItExpires() {
    IssuedToken token = new IssuedToken(ISSUER, clock.instant().plusSeconds(60));
    Authenticator authenticator =
        new Authenticator(
            store, new KeyMac("a secret of the tests"), text -> Mono.just(token), clock);
    Grant grant = Objects.requireNonNull(authenticator.grantOf("a.b.c").block());
    clock.advance(Duration.ofSeconds(59));
    assertThat(grant.isGood()).isTrue();
    clock.advance(Duration.ofSeconds(1));
    assertThat(grant.isGood()).isFalse();
    assertThat(grant.latest().id()).isEqualTo("erin");
  }
}
