package io.serpentarium.service.probe;

import io.serpentarium.service.ServiceApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/**
 * Starts the service on ports of its own, makes it run Python, and ends, so that the JVM can record
 * which classes a start loads.
 *
 * <p>{@code image FOLDER} also imports every package: the folder becomes the service's cache, which
 * then holds python.wasm and the extension modules as compiled, readable by everybody and writable
 * by its owner only, to be copied into an image. {@code quick} uses the usual cache, and compiles
 * no package.
 */
public final class Rehearsal {

  private static final int RUNS = 20;
  private static final int USAGE = 2;

  private Rehearsal() {}

  /** Ends the process: with 1 if anything fails, with 2 for other arguments. */
  public static void main(String[] arguments) throws IOException {
    String form = arguments.length == 2 ? arguments[0] + " FOLDER" : String.join(" ", arguments);
    switch (form) {
      case "image FOLDER" -> {
        int failures = rehearse(true, "--serpentarium.cache-directory=" + arguments[1]);
        open(Path.of(arguments[1]));
        System.exit(failures);
      }
      case "quick" -> System.exit(rehearse(false, "--serpentarium.extensions-ahead=false"));
      default -> {
        System.err.println("Usage: image FOLDER | quick");
        System.exit(USAGE);
      }
    }
  }

  private static int rehearse(boolean packages, String... settings) {
    String[] all =
        Stream.concat(
                Stream.of("--server.port=0", "--management.server.port=0"), Stream.of(settings))
            .toArray(String[]::new);
    Environment environment = ServiceApplication.start(all).getEnvironment();
    String service = "http://127.0.0.1:" + environment.getRequiredProperty("local.server.port");
    String management =
        "http://127.0.0.1:" + environment.getRequiredProperty("local.management.port");
    Probe probe = new Probe(System.getenv(), System.out);
    int failures = probe.run(List.of("ready", management + "/readyz"));
    if (packages) {
      failures += probe.run(List.of("packages", service));
    }
    for (int i = 0; i < RUNS; i++) {
      failures += probe.run(List.of("run", service));
    }
    return Math.min(failures, 1);
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
