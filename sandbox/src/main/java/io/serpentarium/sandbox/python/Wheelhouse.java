package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.PackageInfo;
import io.serpentarium.sandbox.snapshot.Fingerprint;
import io.serpentarium.sandbox.vfs.ImageBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operator's wheels, which every session finds installed. Immutable. */
final class Wheelhouse {

  private static final String FOLDER = "site-packages/";

  private final List<Wheel> wheels;
  private final List<PackageInfo> packages;

  private Wheelhouse(List<Wheel> wheels) {
    this.wheels = wheels;
    this.packages = wheels.stream().map(Wheel::info).toList();
  }

  /**
   * Reads every wheel of a folder; other files there are ignored.
   *
   * @param folder none for an empty wheelhouse
   * @throws UncheckedIOException if the folder or a wheel cannot be read
   * @throws IllegalArgumentException if a wheel is not a pure one
   */
  static Wheelhouse open(@Nullable Path folder) {
    if (folder == null) {
      return new Wheelhouse(List.of());
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Wheel> wheels = new ArrayList<>();
      for (Path file : files.filter(file -> file.toString().endsWith(".whl")).sorted().toList()) {
        wheels.add(Wheel.read(file));
      }
      return new Wheelhouse(List.copyOf(wheels));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the wheelhouse " + folder, e);
    }
  }

  /**
   * Returns the packs of which the wheelhouse has no version of its own, which takes precedence.
   */
  List<Pack> without(List<Pack> packs) {
    Set<String> own =
        packages.stream().map(PackageInfo::comparableName).collect(Collectors.toSet());
    return packs.stream().filter(pack -> !own.contains(pack.info().comparableName())).toList();
  }

  /**
   * Adds the wheels' files to the library.
   *
   * @param bytecode returns a zip of the bytecode that belongs next to a wheel's sources
   * @param modifiedNanos the modification time, in nanoseconds since 1970-01-01T00:00Z
   * @throws IllegalArgumentException if a wheel is damaged, or two have the same file
   */
  void addTo(ImageBuilder library, Function<Wheel, byte[]> bytecode, long modifiedNanos) {
    for (Wheel wheel : wheels) {
      try {
        library
            .add(wheel.content(), Wheelhouse::place, modifiedNanos)
            .add(bytecode.apply(wheel), Wheelhouse::place, modifiedNanos);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("cannot use " + wheel.name() + ": " + e.getMessage(), e);
      }
    }
  }

  private static Optional<String> place(String entry) {
    return Wheel.place(entry).map(FOLDER::concat);
  }

  /** Returns the fingerprint that a snapshot must share with a sandbox of this wheelhouse. */
  Fingerprint fingerprint(Fingerprint plain) {
    return plain.with(wheels.stream().map(Wheel::sha256).toList());
  }

  /** Returns the packages in the wheelhouse. */
  List<PackageInfo> packages() {
    return packages;
  }
}
