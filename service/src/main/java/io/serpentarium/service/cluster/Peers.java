package io.serpentarium.service.cluster;

import io.serpentarium.service.session.NodeGoneException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The other pods. */
final class Peers {

  /** Where a pod tells which one it is. */
  static final String IDENTITY = "/cluster/pod";

  /** Its answer. */
  static final String POD_HEADER = "Serpentarium-Pod";

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final WebClient client;
  private final PeerSecret secret;
  private final RedisLink redis;
  private final Pod self;
  private final Duration pause;
  private final Map<String, Mono<Void>> losses = new ConcurrentHashMap<>();

  /**
   * @param pause between two looks at another pod's lease
   */
  Peers(WebClient client, PeerSecret secret, RedisLink redis, Pod self, Duration pause) {
    this.client = client;
    this.secret = secret;
    this.redis = redis;
    this.self = self;
    this.pause = pause;
  }

  /** Whether a pod of this id answers at this address. */
  Mono<Boolean> answers(String pod, URI address) {
    return client
        .get()
        .uri(address.resolve(IDENTITY))
        .headers(secret::addTo)
        .exchangeToMono(
            answer -> {
              List<String> ids = answer.headers().header(POD_HEADER);
              return answer.releaseBody().thenReturn(ids.contains(pod));
            })
        .timeout(PATIENCE)
        .onErrorReturn(false);
  }

  /** Fails with {@link NodeGoneException} once a pod's lease has run out; never completes. */
  Mono<Void> loss(String pod) {
    return losses.computeIfAbsent(pod, this::watch);
  }

  private Mono<Void> watch(String pod) {
    return Flux.interval(pause)
        .onBackpressureDrop()
        .concatMap(tick -> isLeased(pod))
        .filter(leased -> !leased)
        .concatMap(lost -> Mono.<Void>error(new NodeGoneException()))
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
