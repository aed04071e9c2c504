package io.serpentarium.service.core.session;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A session as seen by a watcher.
 *
 * @param statuses the present status, then each change; a slow subscriber misses all but the latest
 * @param now the present state, which may be ahead of {@code statuses}
 * @param gone the reason of the session's end, once it has ended
 */
public record SessionWatch(
    Flux<Status> statuses, Supplier<SessionState> now, Mono<CloseReason> gone) {

  /**
   * The status of a session.
   *
   * @param executionId the id of the execution that began or ended last, or null before the first
   */
  public record Status(SessionState state, @Nullable String executionId) {}
}
