package io.serpentarium.service.cluster;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The other pods. */
final class Peers {

  /** The path at which a pod identifies itself to other pods. */
  static final String IDENTITY = "/cluster/pod";

  private final WebClient client;
  private final PeerSecret secret;
  private final RedisLink redis;
  private final Pod self;
  private final Duration pause;
  private final Duration patience;
  private final Map<String, Mono<Void>> losses = new ConcurrentHashMap<>();

  /**
   * @param pause the time between two checks of another pod's lease
   * @param patience the timeout for a pod that is asked, and may have to look for Redis first
   */
  Peers(
      WebClient client,
      PeerSecret secret,
      RedisLink redis,
      Pod self,
      Duration pause,
      Duration patience) {
    this.client = client;
    this.secret = secret;
    this.redis = redis;
    this.self = self;
    this.pause = pause;
    this.patience = patience;
  }

  /** Returns whether a pod of this id answers at this address, and goes on with its sessions. */
  Mono<Boolean> answers(String pod, URI address) {
    return ask(address, headers -> PodIdentity.holds(headers, pod));
  }

  /** Returns whether each of these pods answers that it misses Redis; blocks for a second. */
  boolean allMissRedis(Map<String, URI> pods) {
    return Flux.fromIterable(pods.entrySet())
        .flatMap(
            pod -> ask(pod.getValue(), headers -> PodIdentity.missesRedis(headers, pod.getKey())))
        .all(misses -> misses)
        .toFuture()
        .join();
  }

  private Mono<Boolean> ask(URI address, Predicate<HttpHeaders> question) {
    return Mono.justOrEmpty(secret.verified(address))
        .flatMap(pod -> askAt(pod.resolve(IDENTITY), question))
        .defaultIfEmpty(false);
  }

  private Mono<Boolean> askAt(URI target, Predicate<HttpHeaders> question) {
    return client
        .get()
        .uri(target)
        .headers(headers -> secret.sign(headers, HttpMethod.GET, target, Optional.empty(), false))
        .exchangeToMono(
            answer -> {
              boolean yes = question.test(answer.headers().asHttpHeaders());
              return answer.releaseBody().thenReturn(yes);
            })
        .timeout(patience)
        .onErrorReturn(false);
  }

  /** Fails with {@link FailureCode#NODE_GONE} once a pod's lease has run out; never completes. */
  Mono<Void> loss(String pod) {
    return Mono.defer(() -> losses.computeIfAbsent(pod, this::watch))
        .retryWhen(Retry.indefinitely().filter(Peers::cameTooLate));
  }

  /**
   * Returns whether a watch was joined just as its last watcher left, so that another one begins.
   */
  private static boolean cameTooLate(Throwable failure) {
    return failure instanceof CancellationException;
  }

  private Mono<Void> watch(String pod) {
    return Flux.interval(pause)
        .onBackpressureDrop()
        .concatMap(tick -> isLeased(pod))
        .filter(leased -> !leased)
        .concatMap(lost -> Mono.<Void>error(new ServiceFailure(FailureCode.NODE_GONE)))
        .doFinally(end -> losses.remove(pod))
        .publish()
        .refCount()
        .next();
  }

  private Mono<Boolean> isLeased(String pod) {
    return redis
        .later(connection -> connection.async().exists(Keys.POD + pod))
        .map(found -> found > 0)
        .onErrorReturn(true);
  }

  /** The address of one that takes sessions, if there is any. */
  Mono<Optional<URI>> any() {
    return redis
        .runLater(LuaScript.LIVE_PODS, List.of(Keys.PODS), self.id(), Keys.POD)
        .map(Peers::pick);
  }

  private static Optional<URI> pick(List<Object> addresses) {
    return addresses.isEmpty()
        ? Optional.empty()
        : Optional.of(
            URI.create(
                Replies.text(addresses, ThreadLocalRandom.current().nextInt(addresses.size()))));
  }
}
