package io.serpentarium.service.mcp;

import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.FilePage;
import io.serpentarium.service.core.session.SessionFileService;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The resources of clients: the files of their sessions, and those of extensions. */
@Component
@OpenDoor(Door.MCP)
final class McpResources {

  private static final String SCHEME = "session://";
  private static final int FILES_OF_PAGE = 1_000;
  private static final Map<String, Object> TEMPLATE =
      Map.of(
          "uriTemplate",
          SCHEME + "{session}/{+path}",
          "name",
          "file",
          "title",
          "A file of a session",
          "description",
          "A file below /sandbox, with its path in percent-encoding");

  private final SessionFileService files;
  private final FileReadings readings;
  private final List<Extension> extensions;

  McpResources(
      SessionFileService files, FileReadings readings, ObjectProvider<Extension> extensions) {
    this.files = files;
    this.readings = readings;
    this.extensions = extensions.orderedStream().toList();
  }

  /** The file of a session. */
  private record Reference(String session, String path) {

    static Optional<Reference> of(String uri) {
      int end = uri.startsWith(SCHEME) ? uri.indexOf('/', SCHEME.length()) : -1;
      if (end < 0) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Reference(
                uri.substring(SCHEME.length(), end),
                UriUtils.decode(uri.substring(end + 1), StandardCharsets.UTF_8)));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  /** Returns the session whose file a URI is. */
  static Optional<String> session(@Nullable String uri) {
    return Optional.ofNullable(uri).flatMap(Reference::of).map(Reference::session);
  }

  /**
   * Lists the files of a session, and on the first page the resources of extensions.
   *
   * @param own the session of the connection, if it has one
   */
  Mono<Map<String, @Nullable Object>> list(Optional<String> own, Optional<String> cursor) {
    List<Map<String, Object>> first =
        cursor.isPresent()
            ? List.of()
            : extensions.stream().flatMap(each -> each.resources().stream()).toList();
    return Mono.justOrEmpty(own)
        .flatMap(
            session ->
                files
                    .list(session, "", cursor.orElse(""), FILES_OF_PAGE)
                    .map(page -> page(first, session, page)))
        .switchIfEmpty(Mono.fromSupplier(() -> new LinkedHashMap<>(Map.of("resources", first))));
  }

  private static Map<String, @Nullable Object> page(
      List<Map<String, Object>> first, String session, FilePage page) {
    List<Map<String, Object>> resources = new ArrayList<>(first);
    page.items().stream()
        .filter(file -> file.type() == SessionFiles.Type.FILE)
        .map(file -> resource(session, file))
        .forEach(resources::add);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("resources", resources);
    if (page.next() != null) {
      fields.put("nextCursor", page.next());
    }
    return fields;
  }

  private static Map<String, Object> resource(String session, SessionFiles.Entry file) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("uri", SCHEME + session + "/" + encoded(file.path()));
    fields.put("name", file.path());
    type(file.path()).ifPresent(type -> fields.put("mimeType", type));
    fields.put("size", file.sizeBytes());
    return fields;
  }

  private static String encoded(String path) {
    return UriUtils.encodePath(path, StandardCharsets.UTF_8);
  }

  private static Optional<String> type(String path) {
    return MediaTypeFactory.getMediaType(path).map(MediaType::toString);
  }

  Map<String, @Nullable Object> templates() {
    List<Map<String, Object>> templates = new ArrayList<>(List.of(TEMPLATE));
    extensions.forEach(each -> templates.addAll(each.templates()));
    return new LinkedHashMap<>(Map.of("resourceTemplates", templates));
  }

  /** Reads a resource. Fails with {@link RpcError.Thrown} if there is none with this URI. */
  Mono<Map<String, @Nullable Object>> read(String uri, ProtocolVersion version) {
    return Reference.of(uri)
        .map(
            file ->
                readings
                    .read(file.session(), file.path(), content -> content(uri, file, content))
                    .onErrorMap(
                        McpResources::isUnknown,
                        failure -> RpcError.resourceNotFound(uri, version).thrown()))
        .orElseGet(() -> Flux.fromIterable(extensions).concatMap(each -> each.read(uri)).next())
        .switchIfEmpty(Mono.error(() -> RpcError.resourceNotFound(uri, version).thrown()))
        .map(content -> new LinkedHashMap<>(Map.of("contents", List.of(content))));
  }

  private static boolean isUnknown(Throwable failure) {
    return ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND)
        || (failure instanceof SessionFileException refusal
            && refusal.reason() != SessionFileException.Reason.QUOTA_EXCEEDED);
  }

  private static Map<String, Object> content(String uri, Reference file, byte[] content) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("uri", uri);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      fields.put("mimeType", type(file.path()).orElse(MediaType.TEXT_PLAIN_VALUE));
      fields.put("text", text);
    } catch (CharacterCodingException e) {
      fields.put("mimeType", type(file.path()).orElse(MediaType.APPLICATION_OCTET_STREAM_VALUE));
      fields.put("blob", Base64.getEncoder().encodeToString(content));
    }
    return fields;
  }

  /**
   * Returns what tells whether a resource has changed: another text after each change, empty while
   * there is no such file.
   */
  Mono<String> version(String uri) {
    return Mono.justOrEmpty(Reference.of(uri))
        .flatMap(
            file ->
                files
                    .list(file.session(), file.path(), "", 1)
                    .map(page -> version(file.path(), page))
                    .onErrorReturn(McpResources::isUnknown, ""))
        .defaultIfEmpty("");
  }

  private static String version(String path, FilePage page) {
    return page.items().stream()
        .filter(file -> file.path().equals(path))
        .map(file -> file.sizeBytes() + " " + file.modifiedAt())
        .findFirst()
        .orElse("");
  }
}
