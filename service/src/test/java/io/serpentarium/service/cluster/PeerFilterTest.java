package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.ConfiguredTenants;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Grant.Source;
import io.serpentarium.service.core.tenancy.KeyMac;
import io.serpentarium.service.core.tenancy.NodeBounds;
import io.serpentarium.service.edge.body.Buffers;
import io.serpentarium.service.testing.Keys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class PeerFilterTest {

  private static final URI THERE = URI.create("http://10.0.0.2:8082");
  private static final String KEY = "a00000000001";
  private static final String ISSUER = "https://issuer.example/a b";
  private static final Caller ALICE = new Caller("alice", new Source.Key(KEY));
  private static final byte[] BODY = "{\"code\": \"1\"}".getBytes(StandardCharsets.UTF_8);
  private static final Duration LEASE = Duration.ofSeconds(10);

  private final PeerSecret sender = PeerSecretTest.secret(URI.create("http://10.0.0.1:8082"));
  private final AtomicReference<@Nullable ServerWebExchange> passed = new AtomicReference<>();
  private final PeerFilter filter =
      new PeerFilter(PeerSecretTest.secret(THERE), identity(), authenticator());

  @Test
  void believesForWhomAPodSendsARequestOn() {
    StepVerifier.create(filterSigned(received(Optional.of(ALICE)))).verifyComplete();
    assertThat(grant()).map(grant -> grant.tenant().id()).contains("alice");
    assertThat(PeerFilter.isForwarded(Objects.requireNonNull(passed.get()))).isTrue();
  }

  @Test
  void believesWhenATokenExpires() {
    Source.Token token = new Source.Token(ISSUER, Instant.now().plusSeconds(60));
    Caller caller = new Caller("alice", token);
    StepVerifier.create(filterSigned(received(Optional.of(caller)))).verifyComplete();
    assertThat(grant()).map(Grant::source).contains(token);
  }

  @Test
  void leavesItOpenForWhomARequestWithATicketIs() {
    StepVerifier.create(filterSigned(received(Optional.empty()))).verifyComplete();
    assertThat(grant()).isEmpty();
  }

  @Test
  void believesNothingOfACallerWhoIsUnknownHere() {
    refuses(received(Optional.of(new Caller("alice", new Source.Key("a00000000009")))));
    refuses(received(Optional.of(new Caller("bob", new Source.Key(KEY)))));
    Source.Token expired = new Source.Token(ISSUER, Instant.now().minusSeconds(1));
    refuses(received(Optional.of(new Caller("alice", expired))));
  }

  @Test
  void refusesARequestThatNoPodHasSigned() {
    refuses(MockServerHttpRequest.get("/v1/sessions").build());
  }

  @Test
  void refusesARequestThatComesAgain() {
    MockServerHttpRequest request = received(Optional.of(ALICE));
    StepVerifier.create(filterSigned(request)).verifyComplete();
    refuses(request);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Serpentarium-Peer", "serpentarium-peer-caller"})
  void refusesWhatPretendsToBeAPodsOnAnotherPort(String name) {
    HttpHeaders signed = new HttpHeaders();
    var _ = sender.sign(signed, HttpMethod.GET, THERE, Optional.of(ALICE), false);
    String value = Objects.requireNonNull(signed.getFirst(name));
    StepVerifier.create(filter(MockServerHttpRequest.get("/").header(name, value).build()))
        .verifyErrorSatisfies(PeerFilterTest::isRefusal);
  }

  @Test
  void passesWhatClientsSend() {
    StepVerifier.create(filter(MockServerHttpRequest.get("/v1/sessions").build())).verifyComplete();
    assertThat(PeerFilter.isForwarded(Objects.requireNonNull(passed.get()))).isFalse();
    assertThat(grant()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 31, 32, 33, 1000})
  void readsASignedBodyHoweverItIsDivided(int part) {
    StepVerifier.create(filterSigned(withBody(part, bytes -> bytes))).verifyComplete();
    assertThat(Objects.requireNonNull(passed.get()).getRequest().getHeaders().getContentLength())
        .isEqualTo(BODY.length);
    StepVerifier.create(body())
        .assertNext(body -> assertThat(body).isEqualTo(BODY))
        .verifyComplete();
  }

  @Test
  void neverEndsABodyThatWasChanged() {
    refusesBody(bytes -> changed(bytes, 0));
    refusesBody(bytes -> changed(bytes, BODY.length - 1));
    refusesBody(bytes -> changed(bytes, BODY.length));
    refusesBody(bytes -> Arrays.copyOf(bytes, bytes.length + 1));
    refusesBody(bytes -> Arrays.copyOf(bytes, bytes.length - 1));
    refusesBody(bytes -> Arrays.copyOfRange(bytes, 1, bytes.length));
    refusesBody(bytes -> new byte[5]);
    refusesBody(bytes -> new byte[0]);
  }

  private static byte[] changed(byte[] bytes, int place) {
    byte[] changed = bytes.clone();
    changed[place] ^= 1;
    return changed;
  }

  private void refusesBody(UnaryOperator<byte[]> change) {
    StepVerifier.create(filterSigned(withBody(8, change))).verifyComplete();
    StepVerifier.create(body()).verifyErrorSatisfies(PeerFilterTest::isRefusal);
  }

  private Mono<byte[]> body() {
    return Buffers.join(Objects.requireNonNull(passed.get()).getRequest().getBody(), -1);
  }

  private MockServerHttpRequest received(Optional<Caller> caller) {
    HttpHeaders headers = new HttpHeaders();
    URI target = THERE.resolve("/v1/sessions/ses_1?a=b");
    var _ = sender.sign(headers, HttpMethod.GET, target, caller, false);
    return MockServerHttpRequest.get(target.toString()).headers(headers).build();
  }

  private MockServerHttpRequest withBody(int part, UnaryOperator<byte[]> change) {
    HttpHeaders headers = new HttpHeaders();
    headers.setContentLength(BODY.length);
    URI target = THERE.resolve("/v1/executions");
    Flux<DataBuffer> signed =
        SignedBody.sign(
            headers,
            Flux.just(wrap(BODY)),
            sender.sign(headers, HttpMethod.POST, target, Optional.of(ALICE), true));
    byte[] sent = change.apply(Objects.requireNonNull(Buffers.join(signed, -1).block()));
    return MockServerHttpRequest.post(target.toString())
        .headers(headers)
        .body(
            Flux.range(0, sent.length)
                .map(place -> sent[place])
                .buffer(part)
                .map(bytes -> wrap(array(bytes))));
  }

  private static byte[] array(List<Byte> bytes) {
    byte[] array = new byte[bytes.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = bytes.get(i);
    }
    return array;
  }

  private static DataBuffer wrap(byte[] bytes) {
    return DefaultDataBufferFactory.sharedInstance.wrap(bytes);
  }

  private Optional<Grant> grant() {
    return Optional.ofNullable(
        Objects.requireNonNull(passed.get()).<Grant>getAttribute(Grant.class.getName()));
  }

  private void refuses(MockServerHttpRequest request) {
    StepVerifier.create(filterSigned(request)).verifyErrorSatisfies(PeerFilterTest::isRefusal);
  }

  private static void isRefusal(Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            ServiceFailure.class,
            refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.UNAUTHENTICATED));
  }

  private Mono<Void> filterSigned(MockServerHttpRequest request) {
    return filter(request).contextWrite(PeerServer::mark);
  }

  private Mono<Void> filter(MockServerHttpRequest request) {
    return Mono.defer(
        () ->
            filter.filter(
                MockServerWebExchange.from(request),
                exchange -> Mono.fromRunnable(() -> passed.set(exchange))));
  }

  private static Authenticator authenticator() {
    String tenants =
        "{\"tenants\": [{\"id\": \"alice\", \"keys\": [%s], \"issuers\": [\"%s\"]}]}"
            .formatted(Keys.entry(KEY), ISSUER);
    return new Authenticator(
        new ConfiguredTenants(() -> tenants, new NodeBounds(Limits.DEFAULT, 10)),
        new KeyMac(Keys.SECRET),
        Authenticator.TokenReader.none(),
        Clock.systemUTC());
  }

  private static PodIdentity identity() {
    Pod self = new Pod("two", THERE.toString());
    RedisLink nowhere = RedisFixture.link("redis://127.0.0.1:1", Duration.ofSeconds(1));
    return new PodIdentity(
        self, new Lease(nowhere, self, LEASE, LEASE, System::nanoTime, () -> {}, Map::isEmpty));
  }
}
