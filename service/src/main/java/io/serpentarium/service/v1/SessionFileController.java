package io.serpentarium.service.v1;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.session.SessionFileService;
import io.serpentarium.service.edge.body.Attachment;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Route;
import io.serpentarium.service.edge.route.SessionReference;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.MethodNotAllowedException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads and writes the files of sessions. */
@RestController
@RequestMapping("/v1/sessions/{id}/files")
final class SessionFileController {

  private static final String ANY_PATH = "/{*path}";

  /** Entries of a page. */
  private static final int MOST = 1_000;

  /** Bytes of heap that an entry takes at the most: its path, in the list and as text of JSON. */
  private static final int ENTRY_BYTES = 8 << 10;

  private final SessionFileService files;
  private final RequestBodies bodies;

  SessionFileController(SessionFileService files, RequestBodies bodies) {
    this.files = files;
    this.bodies = bodies;
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Route(session = SessionReference.InPath.class)
  Mono<FilePageView> list(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "") String prefix) {
    return Mono.deferContextual(
        context -> {
          int most = PageLimit.parse(limit, MOST, MOST);
          HeapHolding.of(context).acquire((long) most * ENTRY_BYTES);
          return files.list(id, prefix, FilePageView.pathOf(cursor), most).map(FilePageView::of);
        });
  }

  /** Stands before the paths of files, of which the empty one is none: only a list is here. */
  @RequestMapping(
      method = {
        RequestMethod.POST,
        RequestMethod.PUT,
        RequestMethod.PATCH,
        RequestMethod.DELETE,
        RequestMethod.TRACE
      })
  @Route(session = SessionReference.InPath.class, unaudited = "is always refused")
  Mono<Void> refuse(ServerHttpRequest request) {
    return Mono.error(new MethodNotAllowedException(request.getMethod(), Set.of(HttpMethod.GET)));
  }

  /** Answers OPTIONS for the list, which would be routed to the paths of files otherwise. */
  @RequestMapping(method = RequestMethod.OPTIONS)
  @Route(session = SessionReference.InPath.class, unaudited = "changes nothing")
  ResponseEntity<Void> options() {
    return ResponseEntity.ok().allow(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS).build();
  }

  @PutMapping(ANY_PATH)
  @Route(session = SessionReference.InPath.class, audit = AuditedAction.FILE_WRITE)
  Mono<ResponseEntity<Void>> write(@PathVariable String id, ServerHttpRequest request) {
    String path = FilePath.of(request);
    return files
        .write(id, path, bodies.file(request))
        .map(created -> created ? HttpStatus.CREATED : HttpStatus.NO_CONTENT)
        .map(status -> ResponseEntity.status(status).build());
  }

  @GetMapping(ANY_PATH)
  @Route(session = SessionReference.InPath.class)
  Mono<ResponseEntity<Flux<DataBuffer>>> read(
      @PathVariable String id, ServerHttpRequest request, ServerHttpResponse response) {
    String path = FilePath.of(request);
    return files
        .read(id, path)
        .map(content -> Attachment.of(name(path), content, response.bufferFactory()));
  }

  @DeleteMapping(ANY_PATH)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Route(session = SessionReference.InPath.class, audit = AuditedAction.FILE_DELETE)
  Mono<Void> delete(@PathVariable String id, ServerHttpRequest request) {
    return files.delete(id, FilePath.of(request));
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
