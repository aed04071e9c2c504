package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Grant.Source;
import io.serpentarium.service.testing.MutableClock;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class PeerSecretTest {

  private static final String TEXT = "a secret of the tests";
  private static final String OTHER = "another secret of the tests";
  private static final String SIGNATURE = "Serpentarium-Peer";
  private static final String CALLER = "Serpentarium-Peer-Caller";
  private static final URI HERE = URI.create("http://10.0.0.1:8080");
  private static final URI THERE = URI.create("http://10.0.0.2:8080");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final Caller ALICE = new Caller("alice", new Source.Key("a00000000001"));

  private final MutableClock clock = new MutableClock(Clock.fixed(NOW, ZoneOffset.UTC));
  private final PeerSecret sender = secret(HERE, clock, TEXT);
  private final PeerSecret receiver = secret(THERE, clock, TEXT);

  /** The secret of a pod of the tests, at an address. */
  static PeerSecret secret(URI self) {
    return secret(self, Clock.systemUTC(), TEXT);
  }

  /** The secret of a pod at an address. */
  static PeerSecret secret(URI self, Clock clock, String own, String... accepted) {
    Ids ids = new Ids(new Random());
    return new PeerSecret(new ClusterSecret(own, List.of(accepted)), self, clock, ids::nonce);
  }

  @Test
  void knowsARequestOfAPeer() {
    HttpHeaders headers = signed("GET", "/v1/x?y=%20z");
    assertThat(receiver.require(request("GET", "/v1/x?y=%20z", headers)).caller()).contains(ALICE);
    refuses(receiver, request("GET", "/v1/x", new HttpHeaders()));
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
  void isGoodOnce() {
    HttpHeaders headers = signed("GET", "/v1/x");
    var _ = receiver.require(request("GET", "/v1/x", headers));
    refuses(receiver, request("GET", "/v1/x", headers));
    clock.advance(PeerSecret.LIFE);
    refuses(receiver, request("GET", "/v1/x", headers));
    var _ = receiver.require(request("GET", "/v1/x", signed("GET", "/v1/x")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"key bob a00000000001", "key alice a00000000002", "nobody", "", "key alice"})
  void isGoodForOneCallerOnly(String caller) {
    HttpHeaders headers = signed("GET", "/v1/x");
    headers.set(CALLER, caller);
    refuses(receiver, request("GET", "/v1/x", headers));
  }

  @Test
  void isGoodForRequestsWithABodyOrForOthers() {
    HttpHeaders without = signed("POST", "/v1/x");
    without.setContentLength(32);
    refuses(receiver, request("POST", "/v1/x", without));
    HttpHeaders with = new HttpHeaders();
    var _ = sender.sign(with, HttpMethod.POST, THERE.resolve("/v1/x"), Optional.of(ALICE), true);
    refuses(receiver, request("POST", "/v1/x", with));
    with.set(HttpHeaders.TRANSFER_ENCODING, "chunked");
    var _ = receiver.require(request("POST", "/v1/x", with));
  }

  @Test
  void isGoodForHalfAMinute() {
    HttpHeaders headers = signed("GET", "/v1/x");
    HttpHeaders late = signed("GET", "/v1/x");
    clock.advance(PeerSecret.LIFE);
    var _ = receiver.require(request("GET", "/v1/x", headers));
    clock.advance(Duration.ofMillis(1));
    refuses(receiver, request("GET", "/v1/x", late));
    PeerSecret slow = secret(THERE, Clock.fixed(NOW.minusSeconds(1), ZoneOffset.UTC), TEXT);
    refuses(slow, request("GET", "/v1/x", signed("GET", "/v1/x")));
  }

  @Test
  void knowsNobodyWithAnotherSecret() {
    refuses(receiver, request("GET", "/v1/x", signed(secret(HERE, clock, OTHER), "/v1/x")));
  }

  @Test
  void knowsThoseWithASecretThatIsAcceptedMeanwhile() {
    PeerSecret changed = secret(THERE, clock, OTHER, TEXT);
    var _ = changed.require(request("GET", "/v1/x", signed("GET", "/v1/x")));
    assertThat(changed.verified(sender.signedAddress())).contains(HERE);
    refuses(receiver, request("GET", "/v1/x", signed(changed, "/v1/x")));
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, "", " ", "1 2", "1 2 3", "99999999999999999999 aa bb", "-1 aa bb"})
  void takesNothingElse(String value) {
    HttpHeaders headers = signed("GET", "/v1/x");
    headers.set(SIGNATURE, value);
    refuses(receiver, request("GET", "/v1/x", headers));
  }

  @ParameterizedTest
  @ValueSource(strings = {SIGNATURE, CALLER})
  void takesOneOfEachOnly(String name) {
    HttpHeaders headers = signed("GET", "/v1/x");
    headers.add(name, headers.getFirst(name));
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
    URI target = THERE.resolve(path);
    var _ = sender.sign(headers, HttpMethod.valueOf(method), target, Optional.of(ALICE), false);
    return headers;
  }

  private static HttpHeaders signed(PeerSecret sender, String path) {
    HttpHeaders headers = new HttpHeaders();
    var _ = sender.sign(headers, HttpMethod.GET, THERE.resolve(path), Optional.empty(), false);
    return headers;
  }

  private static MockServerHttpRequest request(String method, String path, HttpHeaders headers) {
    return MockServerHttpRequest.method(HttpMethod.valueOf(method), THERE.resolve(path))
        .headers(headers)
        .build();
  }

  private static void refuses(PeerSecret secret, MockServerHttpRequest request) {
    assertThatThrownBy(() -> secret.require(request))
        .isInstanceOfSatisfying(
            ServiceFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHENTICATED));
  }
}
