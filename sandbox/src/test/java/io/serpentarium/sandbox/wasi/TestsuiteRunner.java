package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.jni.JniEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs the preview1 programs of WebAssembly's wasi-testsuite against the host.
 *
 * <p>The suite is not part of this project: {@code main} takes a folder of its built modules, such
 * as {@code tests/c/testsuite/wasm32-wasip1} of its branch {@code prod/testsuite-base}, and
 * variables that every program finds in its environment, such as {@code ERRNO_MODE_UNIX=1}. Prints
 * a line for each program and exits with 1 when one fails.
 */
final class TestsuiteRunner {

  private TestsuiteRunner() {}

  public static void main(String[] arguments) throws Exception {
    List<String> environment = List.of(arguments).subList(1, arguments.length);
    boolean passed = true;
    try (Engine engine = JniEngine.withoutCache(InterruptionMode.EPOCH, JniEngine.DEFAULT_TICK)) {
      for (Path wasm : modules(Path.of(arguments[0]))) {
        passed &= passes(engine, wasm, environment);
      }
    }
    System.exit(passed ? 0 : 1);
  }

  private static boolean passes(Engine engine, Path wasm, List<String> environment)
      throws Exception {
    TestsuiteProgram program = TestsuiteProgram.of(wasm);
    Optional<String> failure = GuestThreads.run(() -> program.run(engine, environment));
    System.out.printf(
        "%s %s %s%n", failure.isEmpty() ? "PASS" : "FAIL", wasm.getFileName(), failure.orElse(""));
    return failure.isEmpty();
  }

  private static List<Path> modules(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(file -> file.toString().endsWith(".wasm")).sorted().toList();
    }
  }
}
