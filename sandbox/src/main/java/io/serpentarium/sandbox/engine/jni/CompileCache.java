package io.serpentarium.sandbox.engine.jni;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which Wasmtime keeps compiled modules from one start to the next.
 *
 * <p>The directory holds native code that is run unchecked; nobody else may write there. The cache
 * is only an optimization: if it is unusable, a warning is logged and modules are compiled.
 */
final class CompileCache {

  private static final Logger LOG = LoggerFactory.getLogger(CompileCache.class);

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /** Wasmtime's own folder: whatever it does not know there it removes now and then. */
  private static final String OWN_FOLDER = "jni";

  private CompileCache() {}

  /**
   * Creates the directory, makes it accessible to its owner only, and writes Wasmtime's
   * configuration file there. Two processes may do so simultaneously.
   *
   * @return the file, or empty if the directory cannot be used
   */
  static Optional<Path> prepare(Path directory) {
    try {
      return Optional.of(writeToml(ownDirectory(directory)));
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("Modules are compiled at every start: {} cannot be used", directory, e);
      return Optional.empty();
    }
  }

  private static Path ownDirectory(Path directory) throws IOException {
    FileAttribute<Set<PosixFilePermission>> mode = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    Path real = Files.createDirectories(directory, mode).toRealPath();
    Files.setPosixFilePermissions(real, OWNER_ONLY);
    return real;
  }

  private static Path writeToml(Path directory) throws IOException {
    Path written = Files.createTempFile(directory, "wasmtime", ".tmp");
    try {
      requireSameOwner(directory, written);
      Files.writeString(written, toml(directory));
      return Files.move(
          written, directory.resolve("wasmtime.toml"), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static void requireSameOwner(Path directory, Path own) throws IOException {
    if (!Files.getOwner(directory).equals(Files.getOwner(own))) {
      throw new IOException(directory + " belongs to " + Files.getOwner(directory));
    }
  }

  /** See https://docs.wasmtime.dev/cli-cache.html. */
  private static String toml(Path directory) {
    return """
    [cache]
    enabled = true
    directory = "%s"
    """
        .formatted(
            directory.resolve(OWN_FOLDER).toString().replace("\\", "\\\\").replace("\"", "\\\""));
  }
}
