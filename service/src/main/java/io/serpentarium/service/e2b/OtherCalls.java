package io.serpentarium.service.e2b;

import io.serpentarium.service.core.session.SnapshotService;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.BearerKey;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.edge.route.SessionReference;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Deletes snapshots, and refuses calls of the SDKs that there are not, in words they can show. */
@RestController
@OpenDoor(Door.E2B)
final class OtherCalls {

  private static final int STATUS = HttpStatus.NOT_IMPLEMENTED.value();

  private final SnapshotService snapshots;

  OtherCalls(SnapshotService snapshots) {
    this.snapshots = snapshots;
  }

  /** Deletes a snapshot, which clients know as a template. */
  @DeleteMapping("/templates/{template}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @E2bRoute(
      session = SessionReference.None.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      audit = AuditedAction.SNAPSHOT_DELETE)
  Mono<Void> delete(@PathVariable String template) {
    return snapshots.delete(template);
  }

  @GetMapping(path = "/snapshots", produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.NOT_IMPLEMENTED)
  @E2bRoute(
      session = SessionReference.None.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class})
  Map<String, Object> snapshots() {
    return refused("Snapshots are not listed here.");
  }

  @GetMapping(path = "/sandboxes/{id}/metrics", produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.NOT_IMPLEMENTED)
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class})
  Map<String, Object> metrics() {
    return refused("Sandboxes have no metrics of their own here.");
  }

  @PutMapping(path = "/sandboxes/{id}/network", produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.NOT_IMPLEMENTED)
  @E2bRoute(
      session = SessionReference.InPath.class,
      credentials = {E2bRoute.ApiKey.class, BearerKey.class},
      unaudited = "is refused")
  Map<String, Object> network() {
    return refused("Sandboxes have no network.");
  }

  private static Map<String, Object> refused(String message) {
    return Map.of("code", STATUS, "message", message);
  }
}
