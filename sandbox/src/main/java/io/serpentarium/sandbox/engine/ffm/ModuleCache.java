package io.serpentarium.sandbox.engine.ffm;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which compiled modules are kept from one start to the next.
 *
 * <p>The directory holds native code that is run unchecked: only files of its owner count, which
 * nobody else may read or write, and whose content has the hash in their name. Anything else is
 * deleted. A read-only directory, as in an image, counts if root alone may change it and its files;
 * nothing is kept there or deleted. Many processes may use the directory simultaneously. The cache
 * is only an optimization: its failures are logged.
 */
final class ModuleCache {

  private static final Logger LOG = LoggerFactory.getLogger(ModuleCache.class);

  private static final Set<PosixFilePermission> DIRECTORY_MODE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE_MODE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> SHIPPED_MODE =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final String SUFFIX = ".cwasm";
  private static final int ROOT = 0;

  /** The most files kept: for a few engines, settings and versions, and their linked modules. */
  private static final int MOST_FILES = 32;

  private final Path directory;
  private final UserPrincipal owner;
  private final Set<PosixFilePermission> widestMode;
  private final boolean writable;

  private ModuleCache(
      Path directory, UserPrincipal owner, Set<PosixFilePermission> widestMode, boolean writable) {
    this.directory = directory;
    this.owner = owner;
    this.widestMode = widestMode;
    this.writable = writable;
  }

  /**
   * Makes the directory and gives it to its owner alone, unless it came with the system; empty when
   * it is of no use.
   */
  static Optional<ModuleCache> prepare(Path directory) {
    try {
      boolean shipped = Files.isDirectory(directory) && !Files.isWritable(directory);
      return Optional.of(shipped ? shipped(directory) : own(directory));
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("Modules are compiled at every start: {} cannot be used", directory, e);
      return Optional.empty();
    }
  }

  private static ModuleCache own(Path directory) throws IOException {
    FileAttribute<Set<PosixFilePermission>> mode =
        PosixFilePermissions.asFileAttribute(DIRECTORY_MODE);
    Path real = Files.createDirectories(directory, mode).toRealPath();
    Files.setPosixFilePermissions(real, DIRECTORY_MODE);
    return new ModuleCache(real, requireOwn(real), FILE_MODE, true);
  }

  /** A directory that is read only. */
  static ModuleCache shipped(Path directory) throws IOException {
    Path real = directory.toRealPath();
    if (!Files.getAttribute(real, "unix:uid").equals(ROOT)
        || !SHIPPED_MODE.containsAll(Files.getPosixFilePermissions(real))) {
      throw new IOException(real + " can be changed by others than root");
    }
    return new ModuleCache(real, Files.getOwner(real), SHIPPED_MODE, false);
  }

  /**
   * A sound file of the module.
   *
   * @param key 64 hexadecimal digits, of all that the compiled code depends on
   */
  Optional<Path> find(String key) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, key + "-*" + SUFFIX)) {
      for (Path file : files) {
        if (isSound(key, file)) {
          return Optional.of(file);
        }
        discard(file, "it is damaged or not ours");
      }
    } catch (IOException e) {
      LOG.warn("The compiled module in {} cannot be read", directory, e);
    }
    return Optional.empty();
  }

  /** Keeps the code of a module, all of it or nothing. */
  void put(String key, byte[] code) {
    if (!writable) {
      LOG.warn("The module is compiled at every start: {} has no code for it", directory);
      return;
    }
    try {
      FileAttribute<Set<PosixFilePermission>> mode =
          PosixFilePermissions.asFileAttribute(FILE_MODE);
      Path written = Files.createTempFile(directory, "module", ".tmp", mode);
      try {
        Files.write(written, code);
        Files.move(
            written, directory.resolve(name(key, Sha256.of(code))), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(written);
      }
      prune();
    } catch (IOException e) {
      LOG.warn("The compiled module is not kept in {}", directory, e);
    }
  }

  /** Deletes all but the files that were written last. */
  private void prune() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      all.forEach(files::add);
    }
    if (files.size() > MOST_FILES) {
      Map<Path, FileTime> written = new HashMap<>();
      for (Path file : files) {
        written.put(file, Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
      }
      files.sort(Comparator.comparing(written::get, Comparator.reverseOrder()));
      for (Path file : files.subList(MOST_FILES, files.size())) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Deletes a file that is of no use. */
  void discard(Path file, String reason) {
    LOG.warn("Discarding the compiled module {}: {}", file, reason);
    try {
      if (writable) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted", file, e);
    }
  }

  private boolean isSound(String key, Path file) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return attributes.isRegularFile()
        && attributes.owner().equals(owner)
        && widestMode.containsAll(attributes.permissions())
        && file.getFileName().toString().equals(name(key, Sha256.of(file)));
  }

  private static String name(String key, String sha256) {
    return key + "-" + sha256 + SUFFIX;
  }

  /** Returns the user of this process, if the directory belongs to it. */
  private static UserPrincipal requireOwn(Path directory) throws IOException {
    Path probe = Files.createTempFile(directory, "owner", ".tmp");
    try {
      UserPrincipal self = Files.getOwner(probe);
      if (!Files.getOwner(directory).equals(self)) {
        throw new IOException(directory + " belongs to " + Files.getOwner(directory));
      }
      return self;
    } finally {
      Files.delete(probe);
    }
  }
}
