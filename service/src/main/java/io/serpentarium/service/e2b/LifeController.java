package io.serpentarium.service.e2b;

import io.serpentarium.service.core.session.SessionFileService;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.edge.filter.Problems;
import io.serpentarium.service.edge.route.BearerKey;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.edge.route.SessionReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Pauses sandboxes, resumes them, and reports whether they run. */
@RestController
@OpenDoor(Door.E2B)
final class LifeController {

  private final SessionService sessions;
  private final SessionFileService files;
  private final PausedSandboxes paused;
  private final SandboxViews views;
  private final Processes processes;

  LifeController(
      SessionService sessions,
      SessionFileService files,
      PausedSandboxes paused,
      SandboxViews views,
      Processes processes) {
    this.sessions = sessions;
    this.files = files;
    this.paused = paused;
    this.views = views;
    this.processes = processes;
  }

  /** A sandbox that is paused or gone is a bad gateway to its clients. */
  @GetMapping("/health")
  @E2bRoute(leavesAsleep = true)
  Mono<ResponseEntity<Void>> health(ServerHttpRequest request) {
    return sessions
        .get(CodeController.sandbox(request))
        .map(
            found ->
                status(paused.contains(found) ? HttpStatus.BAD_GATEWAY : HttpStatus.NO_CONTENT))
        .onErrorResume(
            failure ->
                Problems.of(failure).status() == HttpStatus.NOT_FOUND.value()
                    || Problems.of(failure).status() == HttpStatus.GONE.value(),
            failure -> Mono.just(status(HttpStatus.BAD_GATEWAY)));
  }

  private static ResponseEntity<Void> status(HttpStatus status) {
    return ResponseEntity.status(status).build();
  }

  /**
   * Pauses a sandbox, whose memory is kept compressed until its next use, and kills its commands. A
   * paused one is a conflict.
   */
  @PostMapping(path = {"/sandboxes/{id}/pause", "/v2/sandboxes/{id}/pause"})
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      unaudited = "changes nothing in the session")
  Mono<ResponseEntity<Void>> pause(@PathVariable String id) {
    return sessions
        .get(id)
        .filter(paused::contains)
        .map(already -> status(HttpStatus.CONFLICT))
        .switchIfEmpty(
            processes
                .killAll(id)
                .then(sessions.hibernate(id))
                .then(sessions.get(id))
                .doOnNext(paused::add)
                .thenReturn(status(HttpStatus.NO_CONTENT)));
  }

  @PostMapping(
      path = {"/sandboxes/{id}/resume", "/v2/sandboxes/{id}/resume"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      unaudited = "changes nothing in the session")
  Mono<Map<String, @Nullable Object>> resume(@PathVariable String id) {
    return connect(id);
  }

  /** A sandbox lives for the time that it was made with since it was last used, and this is use. */
  @PostMapping(path = {"/sandboxes/{id}/timeout", "/v2/sandboxes/{id}/timeout"})
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      unaudited = "changes nothing in the session")
  Mono<Void> renew(@PathVariable String id) {
    return files.list(id, "", "", 1).then();
  }

  @PostMapping(
      path = {"/sandboxes/{id}/connect", "/v2/sandboxes/{id}/connect"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      unaudited = "changes nothing in the session")
  Mono<Map<String, @Nullable Object>> connect(@PathVariable String id) {
    return files.list(id, "", "", 1).then(sessions.get(id)).flatMap(views::own);
  }
}
