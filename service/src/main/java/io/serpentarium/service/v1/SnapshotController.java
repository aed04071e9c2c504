package io.serpentarium.service.v1;

import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.service.core.session.SnapshotService;
import io.serpentarium.service.core.snapshot.SnapshotInfo;
import io.serpentarium.service.edge.body.Attachment;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Route;
import io.serpentarium.service.edge.route.SessionReference;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Captures sessions, puts captured states back, and copies live ones. */
@RestController
@RequestMapping("/v1")
final class SnapshotController {

  private final SnapshotService snapshots;
  private final RequestBodies bodies;

  SnapshotController(SnapshotService snapshots, RequestBodies bodies) {
    this.snapshots = snapshots;
    this.bodies = bodies;
  }

  @PostMapping(path = "/sessions/{id}/snapshots", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route(session = SessionReference.InPath.class, audit = AuditedAction.SNAPSHOT_CREATE)
  Mono<ResponseEntity<SnapshotView>> capture(@PathVariable String id) {
    return snapshots.capture(id).map(SnapshotController::created);
  }

  @PostMapping(path = "/snapshots", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route(audit = AuditedAction.SNAPSHOT_UPLOAD)
  Mono<ResponseEntity<SnapshotView>> add(ServerHttpRequest request) {
    return snapshots.add(bodies.snapshot(request)).map(SnapshotController::created);
  }

  @GetMapping("/snapshots/{id}/content")
  @Route(audit = AuditedAction.SNAPSHOT_DOWNLOAD)
  Mono<ResponseEntity<Flux<DataBuffer>>> content(
      @PathVariable String id, ServerHttpResponse response) {
    return snapshots
        .content(id)
        .map(bytes -> Attachment.of(id + ".snapshot", bytes, response.bufferFactory()));
  }

  @GetMapping(path = "/snapshots/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route
  Mono<SnapshotView> get(@PathVariable String id) {
    return snapshots.get(id).map(SnapshotView::of);
  }

  @DeleteMapping("/snapshots/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Route(audit = AuditedAction.SNAPSHOT_DELETE)
  Mono<Void> delete(@PathVariable String id) {
    return snapshots.delete(id);
  }

  @PostMapping(path = "/sessions/{id}/restore", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route(session = SessionReference.InPath.class, audit = AuditedAction.SESSION_RESTORE)
  Mono<SessionView> restore(@PathVariable String id, ServerHttpRequest request) {
    return bodies
        .json(request, RestoreRequest::read)
        .flatMap(body -> snapshots.restore(id, body.snapshotId()))
        .map(SessionView::of);
  }

  @PostMapping(path = "/sessions/{id}/undo", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route(session = SessionReference.InPath.class, audit = AuditedAction.SESSION_UNDO)
  Mono<SessionView> undo(@PathVariable String id, ServerHttpRequest request) {
    return bodies
        .json(request, UndoRequest::read)
        .flatMap(body -> snapshots.undo(id, body.executions()))
        .map(SessionView::of);
  }

  @PostMapping(path = "/sessions/{id}/fork", produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  @Route(session = SessionReference.InPath.class, audit = AuditedAction.SESSION_FORK)
  Mono<ItemsView<SessionView>> fork(@PathVariable String id, ServerHttpRequest request) {
    return bodies
        .json(request, ForkRequest::read)
        .flatMap(body -> snapshots.fork(id, body.count()))
        .map(forks -> new ItemsView<>(forks.sessions().stream().map(SessionView::of).toList()));
  }

  private static ResponseEntity<SnapshotView> created(SnapshotInfo made) {
    SnapshotView snapshot = SnapshotView.of(made);
    return ResponseEntity.created(location(snapshot)).body(snapshot);
  }

  private static URI location(SnapshotView snapshot) {
    return URI.create("/v1/snapshots/" + snapshot.id());
  }

  /** The body of {@code POST /v1/sessions/{id}/fork}. */
  private record ForkRequest(int count) {

    private static final int MOST = 100;

    static ForkRequest read(JsonFields fields) {
      return new ForkRequest(fields.requiredInt("count", 1, MOST));
    }
  }

  /** The body of {@code POST /v1/sessions/{id}/restore}. */
  private record RestoreRequest(String snapshotId) {

    static RestoreRequest read(JsonFields fields) {
      return new RestoreRequest(fields.text("snapshot_id"));
    }
  }

  /** The body of {@code POST /v1/sessions/{id}/undo}. */
  private record UndoRequest(int executions) {

    static UndoRequest read(JsonFields fields) {
      return new UndoRequest(fields.requiredInt("executions", 1, SessionOptions.MAX_HISTORY));
    }
  }

  /** A whole list. */
  record ItemsView<T>(List<T> items) {}

  /** A snapshot as the contract shows it. */
  record SnapshotView(String id, @Nullable String sessionId, long sizeBytes, Instant createdAt) {

    static SnapshotView of(SnapshotInfo snapshot) {
      return new SnapshotView(
          snapshot.id(),
          snapshot.sessionId(),
          snapshot.sizeBytes(),
          snapshot.createdAt().truncatedTo(ChronoUnit.MILLIS));
    }
  }
}
