package io.serpentarium.service.cluster;

import io.serpentarium.service.cluster.SessionLocation.Doubtful;
import io.serpentarium.service.cluster.SessionLocation.Free;
import io.serpentarium.service.cluster.SessionLocation.Here;
import io.serpentarium.service.cluster.SessionLocation.There;
import io.serpentarium.service.cluster.SessionLocation.Unknown;
import io.serpentarium.service.core.session.LocalSessions;
import io.serpentarium.service.core.session.SessionMovedException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Finds out where a session is to be used. */
final class Router {

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int PAUSES = 100;

  private final Claims claims;
  private final LocalSessions local;
  private final SessionTable table;
  private final Peers peers;
  private final Lease lease;
  private final Mover mover;

  Router(
      Claims claims,
      LocalSessions local,
      SessionTable table,
      Peers peers,
      Lease lease,
      Mover mover) {
    this.claims = claims;
    this.local = local;
    this.table = table;
    this.peers = peers;
    this.lease = lease;
    this.mover = mover;
  }

  /**
   * Locates a session, or a place where it can be opened; waits while it leaves this pod. When this
   * pod stops, a session without a pod is sent to another one, and so is an idle session of this
   * pod.
   */
  Mono<SessionLocation> locate(String id) {
    return Mono.defer(() -> claims.holds(id) ? here(id) : elsewhere(id))
        .retryWhen(
            Retry.fixedDelay(PAUSES, PAUSE)
                .filter(SessionMovedException.class::isInstance)
                .onRetryExhaustedThrow((spec, last) -> last.failure()));
  }

  /** Returns the place for something new: here, or another pod when this one stops. */
  Mono<SessionLocation> locateNew() {
    return lease.isAccepting() ? Mono.just(new Here()) : away(new Here());
  }

  private Mono<SessionLocation> here(String id) {
    return lease.isAccepting()
        ? stayed(id)
        : mover.handOver(id).flatMap(left -> left ? elsewhere(id) : stayed(id));
  }

  private Mono<SessionLocation> stayed(String id) {
    return local.isLeaving(id) ? Mono.error(new SessionMovedException()) : Mono.just(new Here());
  }

  private Mono<SessionLocation> elsewhere(String id) {
    return table
        .locate(id)
        .doOnNext(found -> note(found, id))
        .flatMap(
            found ->
                found instanceof Doubtful(String pod, URI address, Free otherwise)
                    ? peers.answers(pod, address).map(alive -> alive ? there(address) : otherwise)
                    : Mono.just(found))
        .flatMap(
            found ->
                found instanceof Free && !lease.isAccepting() ? away(found) : Mono.just(found));
  }

  private void note(SessionLocation found, String id) {
    if (found instanceof Unknown) {
      local.forgetDeparted(id);
    }
  }

  private static There there(URI address) {
    return new There(address, Optional.empty());
  }

  private Mono<SessionLocation> away(SessionLocation found) {
    return peers.any().map(other -> other.<SessionLocation>map(Router::there).orElse(found));
  }
}
