package io.serpentarium.service.probe;

import io.serpentarium.service.ServiceApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts the service, has it run Python and import all of its packages, and ends, so that the
 * service's cache keeps python.wasm and extension modules as compiled. All in the folder that is
 * the argument becomes readable by everybody and writable by its owner only, to be laid into an
 * image.
 */
public final class Rehearsal {

  private static final int RUNS = 20;

  private Rehearsal() {}

  /** The first argument is the cache's folder; ends the process with 1 when anything goes wrong. */
  public static void main(String[] arguments) throws IOException {
    ServiceApplication.main(new String[] {"--serpentarium.cache-directory=" + arguments[0]});
    Probe probe = new Probe(System.getenv(), System.out);
    int failures = probe.run(List.of("ready", "http://127.0.0.1:8081/readyz"));
    failures += probe.run(List.of("packages", "http://127.0.0.1:8080"));
    for (int i = 0; i < RUNS; i++) {
      failures += probe.run(List.of("run", "http://127.0.0.1:8080"));
    }
    open(Path.of(arguments[0]));
    System.exit(Math.min(failures, 1));
  }

  private static void open(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.forEach(Rehearsal::openOne);
    }
  }

  private static void openOne(Path file) {
    try {
      Files.setPosixFilePermissions(
          file,
          PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
