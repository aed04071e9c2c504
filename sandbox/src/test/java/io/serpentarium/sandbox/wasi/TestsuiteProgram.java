package io.serpentarium.sandbox.wasi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.memory.TestBlocks;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.MemoryFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One program of WebAssembly's wasi-testsuite: a module, and beside it what it is given and what is
 * expected of it.
 *
 * @param wasm the module; its specification has the same name with {@code .json}
 * @see <a
 *     href="https://github.com/WebAssembly/wasi-testsuite/blob/main/doc/specification.md">specification</a>
 */
record TestsuiteProgram(Path wasm, JsonNode specification) {

  private static final FileQuota QUOTA = new FileQuota(1 << 30, 10_000);

  /** Reads a program's specification. */
  static TestsuiteProgram of(Path wasm) throws IOException {
    Path json = wasm.resolveSibling(wasm.getFileName().toString().replace(".wasm", ".json"));
    String text = Files.exists(json) ? Files.readString(json) : "{}";
    return new TestsuiteProgram(wasm, JsonMapper.shared().readTree(text));
  }

  /**
   * Runs it. To be called on a thread with an engine's stack.
   *
   * @param environment as {@code NAME=value}, beside its own
   * @return how it fell short, if it did
   */
  Optional<String> run(Engine engine, List<String> environment) throws Exception {
    MemoryFileSystem files = files();
    List<String> all = new ArrayList<>(environment);
    specification
        .path("env")
        .forEachEntry((name, value) -> all.add(name + "=" + value.stringValue()));
    TestsuiteHost host = new TestsuiteHost(files, specification.has("root"), arguments(), all);
    int code;
    try (CompiledModule module = engine.compile(asReactor(Files.readAllBytes(wasm)));
        Instance instance = module.instantiate(host.functions())) {
      host.attach(instance.memory());
      code = exitCode(instance);
    } catch (RuntimeException e) {
      return Optional.of(e + "\n" + host.streams.stderr.toString(UTF_8));
    }
    return verdict(code, host.streams.stdout.toString(UTF_8), host.streams.stderr.toString(UTF_8));
  }

  private Optional<String> verdict(int code, String stdout, String stderr) {
    int wanted = specification.path("exit_code").asInt(0);
    if (code != wanted) {
      return Optional.of("exit code %d, wanted %d\n%s".formatted(code, wanted, stderr));
    }
    String text = specification.path("stdout").asString(stdout);
    return stdout.equals(text)
        ? Optional.empty()
        : Optional.of("stdout %s, wanted %s".formatted(stdout, text));
  }

  private static int exitCode(Instance instance) {
    try {
      return instance.call("_Start");
    } catch (ProcessExit e) {
      return e.code();
    }
  }

  /** An engine takes the export {@code _start} for a sign that it is to run the module itself. */
  private static byte[] asReactor(byte[] command) {
    String bytes = new String(command, ISO_8859_1);
    return bytes.replace("\6_start", "\6_Start").getBytes(ISO_8859_1);
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of(wasm.getFileName().toString()));
    specification.path("args").forEach(argument -> arguments.add(argument.stringValue()));
    return arguments;
  }

  private MemoryFileSystem files() throws IOException {
    SystemWasiClock clock = new SystemWasiClock();
    MemoryFileSystem files =
        new MemoryFileSystem(WasiFixture.image(), QUOTA, clock::realtime, TestBlocks.FREE);
    if (specification.has("root")) {
      copy(wasm.resolveSibling(specification.required("root").stringValue()), files);
    }
    return files;
  }

  private static void copy(Path folder, MemoryFileSystem files) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.files().write(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
  }
}
