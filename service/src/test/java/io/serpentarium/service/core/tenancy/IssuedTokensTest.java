package io.serpentarium.service.core.tenancy;

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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** With an issuer that stands here. */
class IssuedTokensTest {

  private static final RSAKey KEY = newKey();

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
            "serpentarium");
  }

  @AfterEach
  void stopTheIssuer() {
    server.stop(0);
  }

  @Test
  void takesAGoodToken() {
    StepVerifier.create(tokens.issuerOf(signed(claims().build(), KEY)))
        .expectNext(issuer)
        .verifyComplete();
  }

  @Test
  void refusesATokenThatHasExpired() {
    refuses(signed(claims().expirationTime(in(-120)).build(), KEY));
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
        {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "subject_types_supported": ["public"]}"""
        .formatted(issuer);
  }

  private String tenants() {
    return "{\"tenants\": [{\"id\": \"erin\", \"issuers\": [\"%s\"]}]}".formatted(issuer);
  }

  private void refuses(String token) {
    StepVerifier.create(tokens.issuerOf(token)).verifyComplete();
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .audience("serpentarium")
        .subject("somebody")
        .expirationTime(in(60));
  }

  private static Date in(long seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private static String signed(JWTClaimsSet claims, RSAKey key) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.getKeyID()).build(), claims);
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

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
