package io.serpentarium.sandbox.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.memory.TestBlocks;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.MemoryFileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * One of the programs of {@code sandbox/conformance}, and a host that does what it asks for.
 *
 * @param name of the source file and of the module
 */
record ConformanceProgram(String name) {

  static final List<String> NAMES =
      List.of(
          "args",
          "clock",
          "fd",
          "path",
          "path_change",
          "path_open",
          "poll",
          "proc",
          "random",
          "readdir",
          "sock",
          "transfer");

  private static final FileQuota QUOTA =
      new FileQuota(WasiFixture.QUOTA_BYTES, WasiFixture.QUOTA_INODES);

  /**
   * How a program ended.
   *
   * @param result of the export that was called
   */
  record Report(int result, List<String> lines) {}

  /** Runs it on a new instance, and lists what the functions that it calls give. */
  Report run(Engine engine, ErrnoMatrix matrix, String export, int... arguments) throws Exception {
    return GuestThreads.run(() -> runHere(engine, matrix, export, arguments));
  }

  /** The module. */
  byte[] wasm() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("conformance/" + name + ".wasm")) {
      return requireNonNull(in, name).readAllBytes();
    }
  }

  private Report runHere(Engine engine, ErrnoMatrix matrix, String export, int... arguments)
      throws IOException {
    WasiFixture.ScriptedStreams streams = new WasiFixture.ScriptedStreams();
    streams.readable = true;
    WasiHost host = host(streams);
    List<HostFunction> functions = new ArrayList<>(matrix.recording(host.functions()));
    functions.addAll(scripts(streams));
    try (CompiledModule module = engine.compile(wasm());
        Instance instance = module.instantiate(functions)) {
      host.attach(instance.memory());
      int result = instance.call(export, arguments);
      return new Report(result, streams.stdout.toString(UTF_8).lines().toList());
    }
  }

  private static WasiHost host(WasiFixture.ScriptedStreams streams) {
    SystemWasiClock clock = new SystemWasiClock();
    MemoryFileSystem files =
        new MemoryFileSystem(WasiFixture.image(), QUOTA, clock::realtime, TestBlocks.FREE);
    TimedWait timed = new TimedWait();
    GuestWait wait =
        (ready, deadline) ->
            streams.interrupted ? GuestWait.Wake.INTERRUPTED : timed.until(ready, deadline);
    return new WasiHost(
        files,
        WasiFixture.MAX_OPEN,
        streams,
        wait,
        (timer, delay) -> {},
        clock,
        ConformanceProgram::fill);
  }

  private static void fill(byte[] target, int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    System.arraycopy(bytes, 0, target, 0, length);
  }

  private static List<HostFunction> scripts(WasiFixture.ScriptedStreams streams) {
    return List.of(
        script("stdin", bytes -> streams.input = "x".repeat((int) bytes).getBytes(UTF_8)),
        script("readable", yes -> streams.readable = yes != 0),
        script("interrupted", yes -> streams.interrupted = yes != 0));
  }

  private static HostFunction script(String name, LongConsumer action) {
    FunctionType type = new FunctionType(List.of(ValueType.I32), List.of());
    return new HostFunction(
        "conformance",
        name,
        type,
        arguments -> {
          action.accept(arguments[0]);
          return 0;
        });
  }
}
