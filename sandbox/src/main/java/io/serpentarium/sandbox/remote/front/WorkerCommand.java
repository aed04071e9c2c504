package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.remote.worker.WorkerMain;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the processes of workers: the same Java, the sandbox's jars, nothing of the environment.
 */
final class WorkerCommand {

  private static final File ROOT = new File("/");

  private final List<String> command = new ArrayList<>();

  WorkerCommand(WorkerOptions options, WorkerClassPath classPath) {
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Standard output is for frames, and what a sealed process cannot open is not to be tried.
    command.addAll(
        List.of(
            "-XX:+DisplayVMOutputToStderr",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:-UseContainerSupport",
            "-XX:ActiveProcessorCount=" + Runtime.getRuntime().availableProcessors(),
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=30",
            "-Xms16m",
            "-Xmx" + options.heapBytes(),
            "-Xrs",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", classPath.text(), WorkerMain.class.getName()));
    command.addAll(options.settings().toArguments());
  }

  /** Starts a worker. It ends with the thread that calls this. */
  Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT);
    builder.environment().clear();
    return builder.start();
  }
}
