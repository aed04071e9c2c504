package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.TestEngines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs the preview1 programs of WebAssembly's wasi-testsuite against the host.
 *
 * <p>The suite is not part of this project: {@code main} takes an engine's name, a folder of the
 * suite's built modules, such as {@code tests/c/testsuite/wasm32-wasip1} of its branch {@code
 * prod/testsuite-base}, and variables that every program finds in its environment, such as {@code
 * ERRNO_MODE_UNIX=1}. The {@code ffm} engines compile no bulk memory, which binaryen's {@code
 * wasm-opt --llvm-memory-copy-fill-lowering} takes out. Prints a line for each program and exits
 * with 1 when one fails.
 */
final class TestsuiteRunner {

  private TestsuiteRunner() {}

  public static void main(String[] arguments) throws Exception {
    List<String> environment = List.of(arguments).subList(2, arguments.length);
    Path cache = Files.createTempDirectory("testsuite");
    boolean passed = true;
    try (Engine engine = TestEngines.named(arguments[0]).open(cache)) {
      for (Path wasm : modules(Path.of(arguments[1]))) {
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
