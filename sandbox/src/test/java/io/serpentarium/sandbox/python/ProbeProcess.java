package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.TestEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A running {@link EngineProbe}. */
final class ProbeProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader replies;
  private final PrintWriter requests;
  private final Reply ready;

  private ProbeProcess(Process process) throws IOException {
    this.process = process;
    this.replies = process.inputReader(StandardCharsets.UTF_8);
    this.requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    this.ready = reply();
  }

  /** Starts one, and returns when it is ready. */
  static ProbeProcess start(TestEngine engine, Path cache) throws IOException {
    return new ProbeProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dstdout.encoding=UTF-8",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                EngineProbe.class.getName(),
                engine.toString(),
                cache.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Milliseconds until the engine and its module were ready. */
  Reply ready() {
    return ready;
  }

  Reply take(Measure measure) throws IOException {
    requests.println(measure.label());
    return reply();
  }

  private Reply reply() throws IOException {
    String line = replies.readLine();
    return line == null ? Reply.failed("the JVM ended") : Reply.parse(line);
  }

  @Override
  public void close() {
    requests.close();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
