package io.serpentarium.service.e2b;

import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.SessionFileService;
import io.serpentarium.service.edge.body.Attachment;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.Buffers;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads, writes, lists and removes the files of a sandbox. */
@RestController
@OpenDoor(Door.E2B)
final class FileController {

  private static final int MOST_LISTED = 1_000;

  private final SessionFileService files;
  private final RequestBodies bodies;
  private final BodyCaps caps;

  FileController(SessionFileService files, RequestBodies bodies, BodyCaps caps) {
    this.files = files;
    this.bodies = bodies;
    this.caps = caps;
  }

  @GetMapping("/files")
  @E2bRoute
  Mono<ResponseEntity<Flux<DataBuffer>>> read(
      ServerHttpRequest request, ServerHttpResponse response) {
    String path = path(request).inside();
    return files
        .read(CodeController.sandbox(request), path)
        .map(content -> Attachment.of(SandboxPath.name(path), content, response.bufferFactory()));
  }

  /** A file that was written. */
  record Written(String name, String type, String path) {

    static Written at(SandboxPath path) {
      return new Written(SandboxPath.name(path.inside()), "file", path.shown());
    }
  }

  @PostMapping(path = "/files", produces = MediaType.APPLICATION_JSON_VALUE)
  @E2bRoute(audit = AuditedAction.FILE_WRITE)
  Mono<List<Written>> write(ServerHttpRequest request) {
    String sandbox = CodeController.sandbox(request);
    MediaType type = request.getHeaders().getContentType();
    if (type != null && MediaType.MULTIPART_FORM_DATA.isCompatibleWith(type)) {
      return whole(request).flatMap(body -> write(sandbox, request, body, boundary(type)));
    }
    SandboxPath path = path(request);
    return files
        .write(sandbox, path.inside(), bodies.file(request))
        .thenReturn(List.of(Written.at(path)));
  }

  private Mono<byte[]> whole(ServerHttpRequest request) {
    return Buffers.join(RequestBodies.counted(request), caps.fileBytes())
        .onErrorMap(
            DataBufferLimitException.class,
            failure -> new ServiceFailure(FailureCode.FILE_TOO_LARGE, failure));
  }

  private static String boundary(MediaType type) {
    String boundary = type.getParameter("boundary");
    if (boundary == null || boundary.isEmpty()) {
      throw bad("The body has no boundary.");
    }
    return boundary.startsWith("\"") ? boundary.substring(1, boundary.length() - 1) : boundary;
  }

  /** Each file is a copy of a part of the body, one after the other. */
  private Mono<List<Written>> write(
      String sandbox, ServerHttpRequest request, byte[] body, String boundary) {
    return Mono.deferContextual(
        context -> {
          HeapHolding.of(context).acquire(body.length);
          List<Multipart.File> parts = Multipart.files(body, boundary);
          return Flux.fromIterable(parts)
              .concatMap(part -> write(sandbox, at(request, part, parts.size()), part), 1)
              .collectList();
        });
  }

  private Mono<Written> write(String sandbox, SandboxPath path, Multipart.File part) {
    return files
        .write(sandbox, path.inside(), Mono.fromSupplier(part::content).flux())
        .thenReturn(Written.at(path));
  }

  /** Several files have their paths as their names. */
  private static SandboxPath at(ServerHttpRequest request, Multipart.File part, int count) {
    return count == 1 && request.getQueryParams().containsKey("path")
        ? path(request)
        : SandboxPath.of(part.name().orElseThrow(() -> bad("A file has no name.")));
  }

  private static SandboxPath path(ServerHttpRequest request) {
    return Optional.ofNullable(request.getQueryParams().getFirst("path"))
        .map(SandboxPath::of)
        .orElseThrow(() -> bad("path is required."));
  }

  private static ProblemException bad(String detail) {
    return new ProblemException(ProblemCode.BAD_REQUEST, detail);
  }

  /** A request to list files. */
  record Listing(SandboxPath path, int depth) {

    static Listing read(JsonFields fields) {
      fields.allowUnknown();
      int depth = fields.optionalInt("depth", 0, MOST_LISTED).orElse(1);
      return new Listing(SandboxPath.of(fields.text("path")), Math.max(1, depth));
    }

    boolean holds(SessionFiles.Entry entry) {
      String below = entry.path().substring(path.prefix().length());
      return below.chars().filter(each -> each == '/').count() < depth;
    }
  }

  @PostMapping(path = "/filesystem.Filesystem/ListDir", produces = MediaType.APPLICATION_JSON_VALUE)
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, unaudited = "changes nothing")
  Mono<Map<String, List<Map<String, Object>>>> list(ServerHttpRequest request) {
    String sandbox = CodeController.sandbox(request);
    return bodies
        .json(request, Listing::read)
        .flatMap(listing -> listed(sandbox, listing))
        .map(entries -> Map.of("entries", entries));
  }

  private Mono<List<Map<String, Object>>> listed(String sandbox, Listing listing) {
    return files
        .list(sandbox, listing.path().prefix(), "", MOST_LISTED)
        .delayUntil(
            page ->
                page.items().isEmpty() ? requireDirectory(sandbox, listing.path()) : Mono.empty())
        .map(page -> page.items().stream().filter(listing::holds).map(SandboxPath::entry).toList());
  }

  private Mono<Void> requireDirectory(String sandbox, SandboxPath path) {
    return found(sandbox, path)
        .doOnNext(
            entry -> {
              if (!SandboxPath.isDirectory(entry)) {
                throw bad("The path is not a directory.");
              }
            })
        .then();
  }

  @PostMapping(path = "/filesystem.Filesystem/Stat", produces = MediaType.APPLICATION_JSON_VALUE)
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, unaudited = "changes nothing")
  Mono<Map<String, Map<String, Object>>> stat(ServerHttpRequest request) {
    return named(request).flatMap(path -> shown(CodeController.sandbox(request), path));
  }

  private Mono<Map<String, Map<String, Object>>> shown(String sandbox, SandboxPath path) {
    return found(sandbox, path).map(entry -> Map.of("entry", entry));
  }

  /** Fails when nothing stands there. */
  private Mono<Map<String, Object>> found(String sandbox, SandboxPath path) {
    return files
        .list(sandbox, path.inside(), "", 1)
        .flatMapIterable(page -> page.items())
        .filter(entry -> entry.path().equals(path.inside()))
        .next()
        .map(SandboxPath::entry)
        .switchIfEmpty(
            path.inside().isEmpty()
                ? Mono.just(SandboxPath.home())
                : Mono.error(() -> new ServiceFailure(FailureCode.FILE_NOT_FOUND)));
  }

  /** Makes a directory; an existing one is reported as such, which clients take for an answer. */
  @PostMapping(path = "/filesystem.Filesystem/MakeDir", produces = MediaType.APPLICATION_JSON_VALUE)
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, audit = AuditedAction.FILE_WRITE)
  Mono<ResponseEntity<Object>> makeDirectory(ServerHttpRequest request) {
    String sandbox = CodeController.sandbox(request);
    return named(request)
        .flatMap(
            path ->
                files
                    .makeDirectory(sandbox, path.inside())
                    .flatMap(
                        made ->
                            made
                                ? shown(sandbox, path).map(ResponseEntity::<Object>ok)
                                : Mono.just(exists(path))));
  }

  private static ResponseEntity<Object> exists(SandboxPath path) {
    return ResponseEntity.status(HttpStatus.CONFLICT)
        .body(
            Map.of(
                "code",
                "already_exists",
                "message",
                "The directory " + path.shown() + " exists already."));
  }

  /** The paths of a move. */
  record Move(SandboxPath source, SandboxPath destination) {

    static Move read(JsonFields fields) {
      fields.allowUnknown();
      return new Move(
          SandboxPath.of(fields.text("source")), SandboxPath.of(fields.text("destination")));
    }
  }

  @PostMapping(path = "/filesystem.Filesystem/Move", produces = MediaType.APPLICATION_JSON_VALUE)
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, audit = AuditedAction.FILE_WRITE)
  Mono<Map<String, Map<String, Object>>> move(ServerHttpRequest request) {
    String sandbox = CodeController.sandbox(request);
    return bodies
        .json(request, Move::read)
        .flatMap(
            move ->
                files
                    .move(sandbox, move.source().inside(), move.destination().inside())
                    .then(shown(sandbox, move.destination())));
  }

  /** Removes a file or directory; a missing one counts as removed. */
  @PostMapping(path = "/filesystem.Filesystem/Remove", produces = MediaType.APPLICATION_JSON_VALUE)
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, audit = AuditedAction.FILE_DELETE)
  Mono<Map<String, Object>> remove(ServerHttpRequest request) {
    return named(request)
        .flatMap(path -> files.deleteTree(CodeController.sandbox(request), path.inside()))
        .onErrorResume(SessionFileException.class, FileController::unlessMissing)
        .thenReturn(Map.of());
  }

  private static Mono<Void> unlessMissing(SessionFileException failure) {
    return failure.reason() == SessionFileException.Reason.NOT_FOUND
        ? Mono.empty()
        : Mono.error(failure);
  }

  private Mono<SandboxPath> named(ServerHttpRequest request) {
    return bodies.json(
        request,
        fields -> {
          fields.allowUnknown();
          return SandboxPath.of(fields.text("path"));
        });
  }
}
