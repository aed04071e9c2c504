package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.PackageInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A wheel without compiled extensions.
 *
 * @see <a
 *     href="https://packaging.python.org/en/latest/specifications/binary-distribution-format/">The
 *     binary distribution format</a>
 */
final class Wheel {

  private static final Pattern PURE =
      Pattern.compile("[^-]+-[^-]+(-\\d[^-]*)?-[^-]+-none-any\\.whl");
  private static final Pattern MODULE = Pattern.compile("([A-Za-z]\\w*)(/.*)?\\.py");
  private static final Pattern SPREAD = Pattern.compile("[^/]+\\.data/([^/]+)/(.+)");

  private final String name;
  private final byte[] content;

  /**
   * Creates a wheel.
   *
   * @param name the name of its file
   * @param content the zip; not to be changed
   * @throws IllegalArgumentException if the name is not that of a pure wheel
   */
  Wheel(String name, byte[] content) {
    if (!PURE.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a pure wheel: " + name);
    }
    this.name = name;
    this.content = content;
  }

  static Wheel read(Path file) throws IOException {
    return new Wheel(file.getFileName().toString(), Files.readAllBytes(file));
  }

  String name() {
    return name;
  }

  /**
   * Returns the package that the wheel installs.
   *
   * @throws IllegalArgumentException if the wheel is damaged
   */
  PackageInfo info() {
    String[] parts = name.split("-", 3);
    return new PackageInfo(parts[0], parts[1], modules());
  }

  private List<String> modules() {
    SortedSet<String> found = new TreeSet<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(content))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        place(entry.getName())
            .map(MODULE::matcher)
            .filter(Matcher::matches)
            .ifPresent(module -> found.add(module.group(1)));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot use " + name, e);
    }
    return List.copyOf(found);
  }

  /** The zip. Not to be changed. */
  byte[] content() {
    return content;
  }

  /**
   * Returns the path at which an installer puts an entry, relative to {@code site-packages}; empty
   * for entries that go elsewhere, such as scripts.
   */
  static Optional<String> place(String entry) {
    Matcher spread = SPREAD.matcher(entry);
    if (!spread.matches()) {
      return Optional.of(entry);
    }
    return spread.group(1).endsWith("lib") ? Optional.of(spread.group(2)) : Optional.empty();
  }

  /** Lower-case hex SHA-256 of the content. */
  String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
