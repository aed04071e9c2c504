package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.ffm.CpuTarget;
import io.serpentarium.sandbox.engine.ffm.FfmEngine;
import io.serpentarium.sandbox.engine.ffm.FfmEngineOptions;
import io.serpentarium.sandbox.engine.ffm.LibWasmtime;
import io.serpentarium.sandbox.python.PythonSandbox;
import io.serpentarium.sandbox.python.PythonSandboxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is started with; there is nothing secret in it. Workers run the engine {@code ffm}
 * only.
 *
 * @param library the file of libwasmtime
 * @param options the options of the worker's sandbox
 */
public record WorkerSettings(
    Path library, InterruptionMode interruption, CpuTarget cpu, PythonSandboxOptions options) {

  private static final String NONE = "-";

  /** Returns the most sessions that may be open at a time. */
  public int maxSessions() {
    return options.maxSessions();
  }

  /** Returns the settings as arguments of {@link WorkerMain}. */
  public List<String> toArguments() {
    return List.of(
        library.toAbsolutePath().toString(),
        interruption.name(),
        cpu.name(),
        options.cacheDirectory().toAbsolutePath().toString(),
        Integer.toString(options.poolSize()),
        Integer.toString(options.maxSessions()),
        Integer.toString(options.maxExecutions()),
        Integer.toString(options.maxOpenFiles()),
        Integer.toString(options.maxInodes()),
        Long.toString(options.interruptGrace().toNanos()),
        Integer.toString(options.cpuPermits()),
        options.wheelhouse() == null ? NONE : options.wheelhouse().toAbsolutePath().toString());
  }

  static WorkerSettings of(List<String> arguments) {
    PythonSandboxOptions options =
        new PythonSandboxOptions(
            Path.of(arguments.get(3)),
            Integer.parseInt(arguments.get(4)),
            Integer.parseInt(arguments.get(5)),
            Integer.parseInt(arguments.get(6)),
            Integer.parseInt(arguments.get(7)),
            Integer.parseInt(arguments.get(8)),
            Duration.ofNanos(Long.parseLong(arguments.get(9))),
            Integer.parseInt(arguments.get(10)),
            wheelhouse(arguments.get(11)),
            false);
    return new WorkerSettings(
        Path.of(arguments.get(0)),
        InterruptionMode.valueOf(arguments.get(1)),
        CpuTarget.valueOf(arguments.get(2)),
        options);
  }

  private static @Nullable Path wheelhouse(String argument) {
    return argument.equals(NONE) ? null : Path.of(argument);
  }

  /** Starts the sandbox, which opens no file any more once this returns. */
  PythonSandbox start() {
    FfmEngineOptions engine =
        FfmEngineOptions.DEFAULT
            .withInterruption(interruption)
            .withCache(options.cacheDirectory())
            .withCpu(cpu);
    PythonSandbox sandbox =
        new PythonSandbox(FfmEngine.open(LibWasmtime.load(library), engine), options);
    sandbox.awaitExtensions();
    return sandbox;
  }
}
