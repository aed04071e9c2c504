package io.serpentarium.service.core.session;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A session as somebody sees it who stays.
 *
 * @param statuses the present one, then each change; a slow subscriber misses all but the latest
 * @param now the present one, which may not have come to those who follow them
 * @param gone why it ended, when it has
 */
public record SessionWatch(
    Flux<Status> statuses, Supplier<SessionState> now, Mono<CloseReason> gone) {

  /**
   * Whether a session executes.
   *
   * @param executionId of the execution that began or ended, or null before the first
   */
  public record Status(SessionState state, @Nullable String executionId) {}
}
