package io.serpentarium.service.e2b;

import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionPolicy;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.core.session.SessionService.NewSession;
import io.serpentarium.service.core.session.SnapshotService;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.BearerKey;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.edge.route.SessionReference;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Makes, lists, shows, copies and ends sandboxes, which are sessions. */
@RestController
@OpenDoor(Door.E2B)
@RequestMapping(
    path = {"/sandboxes", "/v2/sandboxes"},
    produces = MediaType.APPLICATION_JSON_VALUE)
final class SandboxController {

  private static final String SNAPSHOT = "snp_";

  private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(5);
  private static final int LONGEST_TIMEOUT = 1_000_000_000;
  private static final int PAGE = 100;
  private static final int MOST_FORKS = 100;

  private final SessionService sessions;
  private final SnapshotService snapshots;
  private final SandboxCode code;
  private final SandboxViews views;
  private final RequestBodies bodies;
  private final Duration longest;

  SandboxController(
      SessionService sessions,
      SnapshotService snapshots,
      SandboxCode code,
      SandboxViews views,
      RequestBodies bodies,
      SessionPolicy policy) {
    this.sessions = sessions;
    this.snapshots = snapshots;
    this.code = code;
    this.views = views;
    this.bodies = bodies;
    this.longest = policy.maximumIdleTimeout();
  }

  /**
   * The parameters of a new sandbox.
   *
   * @param snapshot the snapshot to start from, if the template names one
   */
  record Wanted(Optional<String> snapshot, Duration timeout, Map<String, String> variables) {

    static Wanted read(JsonFields fields) {
      fields.allowUnknown();
      return new Wanted(
          fields.optionalText("templateID").filter(name -> name.startsWith(SNAPSHOT)),
          fields
              .optionalInt("timeout", 1, LONGEST_TIMEOUT)
              .map(Duration::ofSeconds)
              .orElse(USUAL_TIMEOUT),
          fields.textMap("envVars"));
    }
  }

  @PostMapping
  @E2bRoute(
      session = SessionReference.None.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      begins = true,
      audit = AuditedAction.SESSION_CREATE)
  Mono<ResponseEntity<Object>> create(ServerHttpRequest request) {
    return bodies
        .json(request, Wanted::read)
        .flatMap(this::create)
        .flatMap(views::own)
        .map(
            view ->
                ResponseEntity.created(URI.create("/sandboxes/" + view.get("sandboxID")))
                    .body(view));
  }

  private Mono<SessionInfo> create(Wanted wanted) {
    Duration timeout = wanted.timeout().compareTo(longest) < 0 ? wanted.timeout() : longest;
    return sessions
        .create(
            new NewSession(
                List.of(),
                Map.of(),
                Optional.of(timeout),
                Optional.empty(),
                Optional.empty(),
                wanted.snapshot()))
        .flatMap(
            made ->
                code.export(made.id(), wanted.variables())
                    .onErrorResume(failure -> sessions.delete(made.id()).then(Mono.error(failure)))
                    .thenReturn(made));
  }

  @GetMapping
  @E2bRoute(
      session = SessionReference.None.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class})
  Mono<ResponseEntity<Object>> list(ServerHttpRequest request) {
    return sessions
        .list(PAGE, request.getQueryParams().getFirst("nextToken"))
        .map(
            page -> {
              ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
              if (page.nextCursor() != null) {
                answer.header("X-Next-Token", page.nextCursor());
              }
              return answer.body(page.items().stream().map(views::detail).toList());
            });
  }

  @GetMapping("/{id}")
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      leavesAsleep = true)
  Mono<Map<String, @Nullable Object>> show(@PathVariable String id) {
    return sessions.get(id).map(views::detail);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      leavesAsleep = true,
      audit = AuditedAction.SESSION_DELETE)
  Mono<Void> delete(@PathVariable String id) {
    return sessions.delete(id);
  }

  @PostMapping("/{id}/fork")
  @ResponseStatus(HttpStatus.CREATED)
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      audit = AuditedAction.SESSION_FORK)
  Mono<List<Map<String, Map<String, @Nullable Object>>>> fork(
      @PathVariable String id, ServerHttpRequest request) {
    return bodies
        .optionalJson(
            request,
            fields -> {
              fields.allowUnknown();
              return fields.optionalInt("count", 1, MOST_FORKS).orElse(1);
            })
        .flatMap(count -> snapshots.fork(id, count))
        .flatMap(
            forks ->
                CurrentTenant.withGrant(
                    grant ->
                        Mono.just(
                            forks.sessions().stream()
                                .map(copy -> Map.of("sandbox", views.own(copy, grant)))
                                .toList())));
  }

  @PostMapping("/{id}/snapshots")
  @ResponseStatus(HttpStatus.CREATED)
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      audit = AuditedAction.SNAPSHOT_CREATE)
  Mono<Map<String, Object>> snapshot(@PathVariable String id) {
    return snapshots
        .capture(id)
        .map(made -> Map.of("snapshotID", made.id(), "names", List.of(made.id())));
  }
}
