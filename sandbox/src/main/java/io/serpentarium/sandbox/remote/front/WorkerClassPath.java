package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.Sandbox;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The class path of workers: the sandbox, its artifacts and its libraries, wherever this process
 * has them from, and nothing else of its class path.
 *
 * <p>A directory of classes, as tests have, is packed into a jar: a sealed worker opens no files,
 * while a jar stays open.
 */
final class WorkerClassPath {

  private static final String MANIFEST = "/io/serpentarium/wasm/manifest.json";
  private static final List<String> LIBRARIES =
      List.of(
          "com.github.luben.zstd.Zstd",
          "tools.jackson.databind.json.JsonMapper",
          "tools.jackson.core.JsonParser",
          "com.fasterxml.jackson.annotation.JsonProperty",
          "org.jspecify.annotations.NullMarked");

  private final Set<Path> parts = new LinkedHashSet<>();

  private WorkerClassPath() {}

  /**
   * Finds the class path.
   *
   * @throws IllegalStateException if it is inside of another jar, where no worker can be started
   *     from
   */
  static WorkerClassPath find() {
    WorkerClassPath found = new WorkerClassPath();
    try {
      found.addClassesOf(Sandbox.class);
      found.addClassesOf(XZInputStream.class);
      found.addClassesOf(LoggerFactory.class);
      for (String library : LIBRARIES) {
        found.addClassesOf(Class.forName(library, false, Sandbox.class.getClassLoader()));
      }
      found.addArtifacts();
      return found;
    } catch (IOException | URISyntaxException | ClassNotFoundException e) {
      throw new IllegalStateException("workers find no class path", e);
    }
  }

  private void addClassesOf(Class<?> type) throws IOException, URISyntaxException {
    Path place = file(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    parts.add(Files.isDirectory(place) ? packed(place) : place);
  }

  private void addArtifacts() {
    URL manifest = Objects.requireNonNull(Sandbox.class.getResource(MANIFEST), MANIFEST);
    String place = manifest.toString();
    place = place.substring(0, place.length() - MANIFEST.length());
    if (place.startsWith("jar:")) {
      place = place.substring("jar:".length(), place.length() - 1);
    }
    parts.add(file(URI.create(place)));
  }

  private static Path file(URI location) {
    if (!"file".equals(location.getScheme())) {
      throw new IllegalStateException(
          "workers cannot be started from %s: extract the jar (-Djarmode=tools extract)"
              .formatted(location));
    }
    return Path.of(location).toAbsolutePath();
  }

  private static Path packed(Path directory) throws IOException {
    Path jar = Files.createTempFile("serpentarium-worker", ".jar");
    jar.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(directory.relativize(file).toString()));
        Files.copy(file, entries);
      }
    }
    return jar;
  }

  /** Returns it as the option {@code -cp} has it. */
  String text() {
    return parts.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
