package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.EngineException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The native library, loaded into this process for good. Thread-safe. Needs {@code
 * --enable-native-access}.
 */
public final class LibWasmtime {

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
   * @param cacheDirectory where {@code sandbox/libwasmtime/fetch} puts it, such as {@code
   *     ~/.cache/serpentarium}
   * @return a file to {@link #load}, whose content nobody has looked at
   */
  public static Optional<Path> find(Path cacheDirectory) {
    return place(cacheDirectory).filter(Files::isRegularFile);
  }

  /** Where that library would be, unless none is pinned for this platform. */
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
   * Loads the pinned library and tries whether it does what is expected of it.
   *
   * @param file nobody else may be able to change it
   * @throws EngineException when it is other bytes than the pinned ones, cannot be loaded, or lays
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
    requireHash(file, sha256);
    SymbolLookup symbols = open(file);
    requireHash(file, sha256); // it may have been replaced meanwhile
    LibWasmtime library = new LibWasmtime(version, sha256, new CApi(symbols));
    LayoutCheck.run(library);
    return library;
  }

  /** Returns the version, such as {@code 50.0.1}. */
  public String version() {
    return version;
  }

  /** What a module must have been compiled by to be loaded by it. */
  String fingerprint() {
    return version + " " + sha256;
  }

  CApi api() {
    return api;
  }

  Upcalls upcalls() {
    return upcalls;
  }

  private static void requireHash(Path file, String expected) {
    try {
      String actual = Sha256.of(file);
      if (!actual.equals(expected)) {
        throw new EngineException(
            "%s is not the pinned libwasmtime: its sha256 is %s, not %s"
                .formatted(file, actual, expected),
            null);
      }
    } catch (IOException e) {
      throw new EngineException("libwasmtime cannot be read: " + e, e);
    }
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup open(Path file) {
    try {
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new EngineException("%s cannot be loaded: %s".formatted(file, e.getMessage()), e);
    }
  }
}
