package io.serpentarium.service.cluster;

import java.util.List;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/** The identity and the state that a pod reports to others. Thread-safe. */
final class PodIdentity {

  private static final String ID = "Serpentarium-Pod";
  private static final String HOLDS = "Serpentarium-Pod-Holds";
  private static final String MISSES_REDIS = "Serpentarium-Pod-Misses-Redis";

  private final Pod self;
  private final Lease lease;

  PodIdentity(Pod self, Lease lease) {
    this.self = self;
    this.lease = lease;
  }

  /** Adds all of it to an answer, once it is sure of it. */
  Mono<Void> addTo(HttpHeaders headers) {
    return lease
        .missesRedis()
        .doOnNext(
            misses -> {
              headers.set(ID, self.id());
              headers.set(HOLDS, Boolean.toString(lease.isGood()));
              headers.set(MISSES_REDIS, Boolean.toString(misses));
            })
        .then();
  }

  /** Returns whether an answer is of this pod, which goes on with its sessions. */
  static boolean holds(HttpHeaders headers, String pod) {
    return isTrue(headers, HOLDS) && isOf(headers, pod);
  }

  /** Returns whether an answer is of this pod, which misses Redis. */
  static boolean missesRedis(HttpHeaders headers, String pod) {
    return isTrue(headers, MISSES_REDIS) && isOf(headers, pod);
  }

  private static boolean isOf(HttpHeaders headers, String pod) {
    return headers.getOrEmpty(ID).equals(List.of(pod));
  }

  private static boolean isTrue(HttpHeaders headers, String name) {
    return headers.getOrEmpty(name).equals(List.of("true"));
  }
}
