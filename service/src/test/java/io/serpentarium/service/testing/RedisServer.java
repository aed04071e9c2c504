package io.serpentarium.service.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/** A Redis of its own: the machine's {@code redis-server}, which keeps nothing on disk. */
public final class RedisServer implements AutoCloseable {

  private static final boolean REQUIRED =
      Boolean.parseBoolean(System.getenv("SERPENTARIUM_REQUIRE_REDIS"));

  private final int port;
  private final ChildProcess process;

  private RedisServer(int port, ChildProcess process) {
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one; where there is no {@code redis-server} the test is skipped, or fails with {@code
   * SERPENTARIUM_REQUIRE_REDIS=true}.
   */
  public static RedisServer start() throws IOException {
    if (!REQUIRED) {
      Assumptions.assumeTrue(isInstalled(), "redis-server is not installed");
    }
    int port = ChildProcess.freePort();
    Path folder = Files.createTempDirectory("redis");
    ChildProcess process =
        ChildProcess.start(
            folder.resolve("log"),
            new ProcessBuilder(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "no"));
    Awaitility.await("Redis").atMost(Duration.ofMinutes(1)).until(() -> process.accepts(port));
    return new RedisServer(port, process);
  }

  private static boolean isInstalled() throws TestAbortedException {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, "redis-server"))) {
        return true;
      }
    }
    return false;
  }

  /** The address of the server. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** The process of the server, to be paused and resumed. */
  public ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
