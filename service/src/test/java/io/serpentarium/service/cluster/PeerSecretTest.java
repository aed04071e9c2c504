package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.testing.MutableClock;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class PeerSecretTest {

  private static final String TEXT = "a secret of the tests";
  private static final URI HERE = URI.create("http://10.0.0.1:8080");
  private static final URI THERE = URI.create("http://10.0.0.2:8080");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final MutableClock clock = new MutableClock(Clock.fixed(NOW, ZoneOffset.UTC));
  private final PeerSecret sender = new PeerSecret(TEXT, HERE, clock);
  private final PeerSecret receiver = new PeerSecret(TEXT, THERE, clock);

  @Test
  void knowsARequestOfAPeer() {
    assertThat(receiver.isIn(request("GET", "/v1/x?y=%20z", signed("GET", "/v1/x?y=%20z"))))
        .isTrue();
    assertThat(receiver.isIn(request("GET", "/v1/x", new HttpHeaders()))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"POST, /v1/x", "GET, /v1/y", "GET, /v1/x?y", "GET, /v1/x/"})
  void isGoodForOneRequestOnly(String method, String path) {
    refuses(receiver, request(method, path, signed("GET", "/v1/x")));
  }

  @Test
  void isGoodForOnePodOnly() {
    refuses(sender, request("GET", "/v1/x", signed("GET", "/v1/x")));
  }

  @Test
  void isGoodForHalfAMinute() {
    HttpHeaders headers = signed("GET", "/v1/x");
    clock.advance(PeerSecret.LIFE);
    assertThat(receiver.isIn(request("GET", "/v1/x", headers))).isTrue();
    clock.advance(Duration.ofMillis(1));
    refuses(receiver, request("GET", "/v1/x", headers));
    PeerSecret slow = new PeerSecret(TEXT, THERE, Clock.fixed(NOW.minusSeconds(1), ZoneOffset.UTC));
    HttpHeaders ahead = signed("GET", "/v1/x");
    refuses(slow, request("GET", "/v1/x", ahead));
  }

  @Test
  void knowsNobodyWithAnotherSecret() {
    HttpHeaders headers = new HttpHeaders();
    new PeerSecret("another secret", HERE, clock)
        .sign(headers, HttpMethod.GET, THERE.resolve("/v1/x"));
    refuses(receiver, request("GET", "/v1/x", headers));
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, "", " ", "1 2", "99999999999999999999 aa", "-1 aa"})
  void takesNothingElse(String value) {
    HttpHeaders headers = new HttpHeaders();
    headers.set("Serpentarium-Peer", value);
    refuses(receiver, request("GET", "/v1/x", headers));
  }

  @Test
  void takesOneSignatureOnly() {
    HttpHeaders headers = signed("GET", "/v1/x");
    headers.add("Serpentarium-Peer", headers.getFirst("Serpentarium-Peer"));
    refuses(receiver, request("GET", "/v1/x", headers));
  }

  @Test
  void neverSendsTheSecret() {
    assertThat(signed("GET", "/v1/x").toString()).doesNotContain(TEXT);
    assertThat(sender.signedAddress().toString()).doesNotContain(TEXT);
  }

  @Test
  void knowsAddressesThatAPodHasSigned() {
    assertThat(receiver.verified(sender.signedAddress())).contains(HERE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1:8080",
        "http://10.0.0.1:8080#",
        "http://127.0.0.1:7777/x?",
        "http://127.0.0.1:7777/x?#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void knowsNoOtherAddress(String address) {
    assertThat(receiver.verified(URI.create(address))).isEmpty();
  }

  @Test
  void knowsNoAddressWithTheSignatureOfAnother() {
    String signature = sender.signedAddress().getRawFragment();
    assertThat(receiver.verified(URI.create("http://10.0.0.9:8080#" + signature))).isEmpty();
  }

  private HttpHeaders signed(String method, String path) {
    HttpHeaders headers = new HttpHeaders();
    sender.sign(headers, HttpMethod.valueOf(method), THERE.resolve(path));
    return headers;
  }

  private static MockServerHttpRequest request(String method, String path, HttpHeaders headers) {
    return MockServerHttpRequest.method(HttpMethod.valueOf(method), THERE.resolve(path))
        .headers(headers)
        .build();
  }

  private static void refuses(PeerSecret secret, MockServerHttpRequest request) {
    assertThatThrownBy(() -> secret.isIn(request))
        .isInstanceOfSatisfying(
            ServiceFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHENTICATED));
  }
}
