package io.serpentarium.service.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** The built page, read whole at the start: it is small, and nothing else can be asked for. */
@Component
final class PageFiles {

  private static final String FOLDER = "classpath:io/serpentarium/service/page/";

  private static final Map<String, MediaType> TYPES =
      Map.of(
          "css", MediaType.parseMediaType("text/css;charset=utf-8"),
          "js", MediaType.parseMediaType("text/javascript;charset=utf-8"),
          "svg", MediaType.parseMediaType("image/svg+xml"),
          "txt", MediaType.parseMediaType("text/plain;charset=utf-8"));

  private final String index;
  private final String frame;
  private final PageFile notices;
  private final Map<String, PageFile> assets;

  PageFiles() {
    var resources = new PathMatchingResourcePatternResolver();
    index = text(resources.getResource(FOLDER + "index.html"));
    frame = text(resources.getResource(FOLDER + "frame.html"));
    notices = file(resources.getResource(FOLDER + "third-party-notices.txt"));
    assets =
        list(resources).collect(Collectors.toUnmodifiableMap(PageFiles::name, PageFiles::file));
  }

  /** The template of the page itself. */
  String index() {
    return index;
  }

  /** Returns the document in which HTML of programs is shown. */
  String frame() {
    return frame;
  }

  /** Returns the licences of bundled software. */
  PageFile notices() {
    return notices;
  }

  /** A file whose name holds a digest of its content. */
  Optional<PageFile> asset(String name) {
    return Optional.ofNullable(assets.get(name));
  }

  private static Stream<Resource> list(PathMatchingResourcePatternResolver resources) {
    try {
      return Stream.of(resources.getResources(FOLDER + "assets/*.*"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PageFile file(Resource resource) {
    String name = name(resource);
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return new PageFile(Objects.requireNonNull(TYPES.get(extension), name), read(resource));
  }

  private static String name(Resource resource) {
    return Objects.requireNonNull(resource.getFilename());
  }

  private static String text(Resource resource) {
    return new String(read(resource), StandardCharsets.UTF_8);
  }

  private static byte[] read(Resource resource) {
    try {
      return resource.getContentAsByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
