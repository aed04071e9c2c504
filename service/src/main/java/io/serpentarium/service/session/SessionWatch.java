package io.serpentarium.service.session;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A session as somebody sees it who stays.
 *
 * @param statuses the present one, then each change; whoever is slow misses all but the latest
 * @param gone why it ended, when it has
 */
public record SessionWatch(Flux<SessionStatus> statuses, Mono<CloseReason> gone) {}
