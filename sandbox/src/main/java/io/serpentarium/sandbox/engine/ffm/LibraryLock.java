package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The library that this adapter is made for: its version, and the one file for each platform.
 *
 * <p>Lines of {@code version VERSION} and {@code library PLATFORM PIP_TAG WHEEL_SHA256
 * PATH_IN_WHEEL LIBRARY_SHA256}; {@code #} begins a comment.
 */
record LibraryLock(String version, List<Entry> entries) {

  private static final String RESOURCE = "libwasmtime.lock";

  /** The library of one platform, such as {@code linux-x86_64}. */
  record Entry(String platform, String fileName, String sha256) {}

  /** The lock that comes with the adapter. */
  static LibraryLock load() {
    try (InputStream in = LibraryLock.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new EngineException(RESOURCE + " is missing", null);
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LibraryLock parse(String text) {
    List<List<String>> lines =
        text.lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .map(line -> List.of(line.split("\\s+")))
            .toList();
    String version =
        lines.stream()
            .filter(words -> words.getFirst().equals("version"))
            .map(words -> words.get(1))
            .findFirst()
            .orElseThrow(() -> new EngineException(RESOURCE + " names no version", null));
    return new LibraryLock(
        version,
        lines.stream()
            .filter(words -> words.getFirst().equals("library"))
            .map(words -> new Entry(words.get(1), fileName(words.get(4)), words.get(5)))
            .toList());
  }

  /** The file for this machine, when there is one. */
  Optional<Entry> here() {
    String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    return entries.stream().filter(entry -> entry.platform().equals(platform)).findFirst();
  }

  static String platform(String osName, String architecture) {
    String os = osName.toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "macos" : os.startsWith("win") ? "windows" : os;
    return system + "-" + (architecture.equals("amd64") ? "x86_64" : architecture);
  }

  /** The last name of the path, without the underscore that Python puts before it. */
  private static String fileName(String pathInWheel) {
    return pathInWheel.substring(pathInWheel.lastIndexOf('/') + 1).replaceFirst("^_", "");
  }
}
