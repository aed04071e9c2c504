package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.support.SealedCopy;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native library, loaded into this process for good. Thread-safe. Needs {@code
 * --enable-native-access}.
 */
public final class LibWasmtime {

  private static final Logger LOG = LoggerFactory.getLogger(LibWasmtime.class);

  private final String version;
  private final String sha256;
  private final CApi api;
  private final Upcalls upcalls;

  private LibWasmtime(String version, String sha256, CApi api) {
    this.version = version;
    this.sha256 = sha256;
    this.api = api;
    this.upcalls = new Upcalls(api);
  }

  /**
   * Looks for the pinned version of this platform's library.
   *
   * @param cacheDirectory the directory in which {@code sandbox/libwasmtime/fetch} puts it, such as
   *     {@code ~/.cache/serpentarium}
   * @return a file to {@link #load}, whose content is not verified yet
   */
  public static Optional<Path> find(Path cacheDirectory) {
    return place(cacheDirectory).filter(Files::isRegularFile);
  }

  /**
   * Returns the path at which the pinned library is expected; empty if none is pinned for this
   * platform.
   */
  public static Optional<Path> place(Path cacheDirectory) {
    LibraryLock lock = LibraryLock.load();
    return lock.here()
        .map(
            entry ->
                cacheDirectory
                    .resolve("libwasmtime")
                    .resolve(lock.version() + "-" + entry.platform())
                    .resolve(entry.fileName()));
  }

  /**
   * Loads the pinned library and checks that it behaves as expected.
   *
   * @param file the file, copied where it cannot be changed, on systems that can
   * @throws EngineException if it is other bytes than the pinned ones, cannot be loaded, or lays
   *     its data out in another way
   */
  public static LibWasmtime load(Path file) {
    LibraryLock lock = LibraryLock.load();
    String expected =
        lock.here()
            .map(LibraryLock.Entry::sha256)
            .orElseThrow(
                () -> new EngineException("no libwasmtime is pinned for this platform", null));
    return load(file, lock.version(), expected);
  }

  /** Opens a library of the version and hash that the caller names. */
  static LibWasmtime load(Path file, String version, String sha256) {
    LibWasmtime library = new LibWasmtime(version, sha256, new CApi(open(file, sha256)));
    LayoutCheck.run(library);
    return library;
  }

  /** Returns the version, such as {@code 50.0.1}. */
  public String version() {
    return version;
  }

  /**
   * Returns the identity of the compiler that a module must come from to be loaded by this library.
   */
  String fingerprint() {
    return version + " " + sha256;
  }

  CApi api() {
    return api;
  }

  Upcalls upcalls() {
    return upcalls;
  }

  /** Opens the copy that was hashed, which cannot be changed in between. */
  private static SymbolLookup open(Path file, String sha256) {
    try {
      Optional<SealedCopy> sealed = SealedCopy.of(file);
      if (sealed.isEmpty()) {
        LOG.info("{} is loaded from disk: the system cannot seal files in memory", file);
        return openUnsealed(file, sha256);
      }
      return open(sealed.get(), file, sha256);
    } catch (IOException e) {
      throw new EngineException("libwasmtime cannot be read: " + e, e);
    }
  }

  /**
   * Leaves the copy's descriptor open when it is loaded: the linker takes a file by the same name
   * for the same library.
   */
  private static SymbolLookup open(SealedCopy copy, Path file, String sha256) throws IOException {
    boolean loaded = false;
    try {
      requireHash(copy.path(), file, sha256);
      SymbolLookup symbols = open(copy.path(), file);
      loaded = true;
      return symbols;
    } finally {
      if (!loaded) {
        copy.close();
      }
    }
  }

  static SymbolLookup openUnsealed(Path file, String sha256) throws IOException {
    requireHash(file, file, sha256);
    SymbolLookup symbols = open(file, file);
    requireHash(file, file, sha256); // it may have been replaced meanwhile
    return symbols;
  }

  private static void requireHash(Path content, Path file, String expected) throws IOException {
    String actual = Sha256.of(content);
    if (!actual.equals(expected)) {
      throw new EngineException(
          "%s is not the pinned libwasmtime: its sha256 is %s, not %s"
              .formatted(file, actual, expected),
          null);
    }
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup open(Path content, Path file) {
    try {
      return SymbolLookup.libraryLookup(content.toString(), Arena.global());
    } catch (IllegalArgumentException e) {
      throw new EngineException("%s cannot be loaded: %s".formatted(file, e.getMessage()), e);
    }
  }
}
