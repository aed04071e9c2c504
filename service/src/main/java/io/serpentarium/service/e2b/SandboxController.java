package io.serpentarium.service.e2b;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.service.core.session.SessionFileService;
import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionPolicy;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.core.session.SessionService.NewSession;
import io.serpentarium.service.core.session.SnapshotService;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.SessionTokens;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.BearerKey;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.edge.route.SessionReference;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
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

/** Makes, shows, copies and ends sandboxes, which are sessions. */
@RestController
@OpenDoor(Door.E2B)
@RequestMapping(
    path = {"/sandboxes", "/v2/sandboxes"},
    produces = MediaType.APPLICATION_JSON_VALUE)
final class SandboxController {

  private static final String TEMPLATE = "code-interpreter-v1";
  private static final String SNAPSHOT = "snp_";

  /** Of what runs in a sandbox: clients choose their protocol by it. */
  private static final String VERSION = "0.4.0";

  private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(5);
  private static final int LONGEST_TIMEOUT = 1_000_000_000;
  private static final int PAGE = 100;
  private static final int MOST_FORKS = 100;
  private static final int MEGABYTE_BITS = 20;

  private final SessionService sessions;
  private final SnapshotService snapshots;
  private final SessionFileService files;
  private final SandboxCode code;
  private final SessionTokens tokens;
  private final RequestBodies bodies;
  private final Duration longest;

  SandboxController(
      SessionService sessions,
      SnapshotService snapshots,
      SessionFileService files,
      SandboxCode code,
      SessionTokens tokens,
      RequestBodies bodies,
      SessionPolicy policy) {
    this.sessions = sessions;
    this.snapshots = snapshots;
    this.files = files;
    this.code = code;
    this.tokens = tokens;
    this.bodies = bodies;
    this.longest = policy.maximumIdleTimeout();
  }

  /**
   * What a sandbox is to be.
   *
   * @param snapshot that it starts from, if its template names one
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
        .flatMap(this::view)
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
              return answer.body(page.items().stream().map(SandboxController::detail).toList());
            });
  }

  @GetMapping("/{id}")
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      leavesAsleep = true)
  Mono<Map<String, @Nullable Object>> show(@PathVariable String id) {
    return sessions.get(id).map(SandboxController::detail);
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

  /** A sandbox lives for the time that it was made with since it was last used, and this is use. */
  @PostMapping("/{id}/timeout")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      unaudited = "changes nothing in the session")
  Mono<Void> renew(@PathVariable String id) {
    return files.list(id, "", "", 1).then();
  }

  @PostMapping("/{id}/connect")
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      unaudited = "changes nothing in the session")
  Mono<Map<String, @Nullable Object>> connect(@PathVariable String id) {
    return files.list(id, "", "", 1).then(sessions.get(id)).flatMap(this::view);
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
                                .map(copy -> Map.of("sandbox", view(copy, grant)))
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

  @PostMapping("/{id}/pause")
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      unaudited = "is refused")
  Mono<Void> pause(@PathVariable String id) {
    return sessions
        .get(id)
        .then(
            Mono.error(
                new ProblemException(
                    ProblemCode.BAD_REQUEST,
                    "An idle sandbox hibernates by itself and wakes in milliseconds; to keep one"
                        + " beyond its timeout make a snapshot.")));
  }

  private Mono<Map<String, @Nullable Object>> view(SessionInfo session) {
    return CurrentTenant.withGrant(grant -> Mono.just(view(session, grant)));
  }

  private Map<String, @Nullable Object> view(SessionInfo session, Grant grant) {
    Map<String, @Nullable Object> fields = named(session);
    String token = tokens.issue(grant, session.id());
    fields.put("envdAccessToken", token);
    fields.put("trafficAccessToken", token);
    fields.put("domain", null);
    return fields;
  }

  private static Map<String, @Nullable Object> named(SessionInfo session) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("templateID", TEMPLATE);
    fields.put("sandboxID", session.id());
    fields.put("clientID", "serpentarium");
    fields.put("envdVersion", VERSION);
    return fields;
  }

  private static Map<String, @Nullable Object> detail(SessionInfo session) {
    Map<String, @Nullable Object> fields = named(session);
    fields.put("startedAt", session.createdAt().toString());
    fields.put("endAt", session.expiresAt().toString());
    fields.put("state", "running");
    fields.put("cpuCount", 1);
    fields.put("memoryMB", session.limits().get(Limit.MEMORY) >> MEGABYTE_BITS);
    fields.put("diskSizeMB", session.limits().get(Limit.DISK) >> MEGABYTE_BITS);
    fields.put("metadata", Map.of());
    return fields;
  }
}
