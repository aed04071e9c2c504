package io.serpentarium.service.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.tenancy.Authenticator.TokenReader.IssuedToken;
import io.serpentarium.service.edge.token.IssuerDecoders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.test.StepVerifier;

/** With an issuer that stands here. */
class IssuedTokensTest {

  private static final RSAKey KEY = newKey();
  private static final long DAY = 24 * 60 * 60;

  /** A minute's, of which some may have come back meanwhile. */
  private static final int FETCHES = 12;

  private final AtomicInteger fetches = new AtomicInteger();
  private volatile boolean failing;

  private HttpServer server;
  private String issuer;
  private IssuedTokens tokens;

  @BeforeEach
  void startAnIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext(
        "/.well-known/openid-configuration", exchange -> answer(exchange, discovery()));
    server.createContext(
        "/keys", exchange -> answer(exchange, new JWKSet(KEY.toPublicJWK()).toString()));
    server.start();
    tokens =
        new IssuedTokens(
            new ConfiguredTenants(this::tenants, new NodeBounds(Limits.DEFAULT, 10)),
            "serpentarium",
            Clock.systemUTC(),
            new IssuerDecoders(WebClient.create()));
  }

  @AfterEach
  void stopTheIssuer() {
    server.stop(0);
  }

  @Test
  void takesAGoodToken() {
    takes(claims().build());
  }

  @Test
  void refusesATokenThatHasExpired() {
    refuses(signed(claims().expirationTime(in(-120)).build(), KEY));
  }

  @Test
  void refusesATokenThatHasJustExpired() {
    refuses(signed(claims().expirationTime(in(-1)).build(), KEY));
  }

  @Test
  void refusesATokenThatNeverExpires() {
    refuses(signed(claims().expirationTime(null).build(), KEY));
  }

  @Test
  void takesATokenForADayAndNoLonger() {
    takes(claims().issueTime(in(0)).expirationTime(in(DAY)).build());
    refuses(signed(claims().expirationTime(in(DAY + 120)).build(), KEY));
    refuses(signed(claims().issueTime(in(-60)).expirationTime(in(DAY - 30)).build(), KEY));
  }

  @Test
  void asksForUnknownKeysNowAndThenOnly() {
    takes(claims().build());
    for (int i = 0; i < 50; i++) {
      refuses(signed(claims().build(), KEY, "unknown-" + i));
    }
    assertThat(fetches).hasValueLessThanOrEqualTo(FETCHES);
    takes(claims().build());
  }

  @Test
  void asksAnIssuerThatFailsNowAndThenOnly() {
    failing = true;
    for (int i = 0; i < 50; i++) {
      refuses(signed(claims().build(), KEY));
    }
    assertThat(fetches).hasValueBetween(1, FETCHES);
  }

  @Test
  void refusesATokenForAnotherService() {
    refuses(signed(claims().audience("elsewhere").build(), KEY));
    refuses(signed(claims().audience((String) null).build(), KEY));
  }

  @Test
  void refusesATokenThatAnotherKeyHasSigned() {
    refuses(signed(claims().build(), newKey()));
  }

  @Test
  void refusesATokenThatNobodyHasSigned() {
    refuses(new PlainJWT(claims().build()).serialize());
  }

  @Test
  void refusesAnIssuerThatNoTenantNames() {
    refuses(signed(claims().issuer("http://127.0.0.1:1").build(), KEY));
  }

  @Test
  void refusesWhatIsNoToken() {
    refuses("nonsense");
    refuses("a.b.c");
    refuses("");
  }

  @Test
  void refusesWhileTheIssuerCannotBeReached() {
    server.stop(0);
    refuses(signed(claims().build(), KEY));
  }

  private String discovery() {
    return """
    {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "subject_types_supported": ["public"]}\
    """
        .formatted(issuer);
  }

  private String tenants() {
    return "{\"tenants\": [{\"id\": \"erin\", \"issuers\": [\"%s\"]}]}".formatted(issuer);
  }

  private void refuses(String token) {
    StepVerifier.create(tokens.read(token)).verifyComplete();
  }

  private void takes(JWTClaimsSet claims) {
    StepVerifier.create(tokens.read(signed(claims, KEY)))
        .expectNext(new IssuedToken(issuer, claims.getExpirationTime().toInstant()))
        .verifyComplete();
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .audience("serpentarium")
        .subject("somebody")
        .expirationTime(in(60));
  }

  private static Date in(long seconds) {
    return Date.from(Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(seconds));
  }

  private static String signed(JWTClaimsSet claims, RSAKey key) {
    return signed(claims, key, KEY.getKeyID());
  }

  private static String signed(JWTClaimsSet claims, RSAKey key, String keyId) {
    try {
      SignedJWT token =
          new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(), claims);
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID("1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange, String json) throws IOException {
    fetches.incrementAndGet();
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(failing ? 500 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
