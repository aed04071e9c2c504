package io.serpentarium.service.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of a test, with signals. */
public final class ChildProcess implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path output;

  private ChildProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts one that writes all its output to a file. */
  public static ChildProcess start(Path output, ProcessBuilder builder) throws IOException {
    return new ChildProcess(
        builder.redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
  }

  /** A port that nothing listens on just now. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Whether it listens on a port of this machine. */
  public boolean accepts(int port) {
    assertThat(process.isAlive()).as(this::output).isTrue();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Stops it where it is: SIGSTOP. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on: SIGCONT. */
  public void resume() {
    signal("CONT");
  }

  /** Kills the process immediately, by SIGKILL. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Asks it to end: SIGTERM. */
  public void terminate() {
    signal("TERM");
  }

  /** The processes that it has started and that run. */
  public List<ProcessHandle> children() {
    return process.children().toList();
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  public void awaitEnd() {
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(this::output).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What it has written. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void signal(String name) {
    try {
      String pid = Long.toString(process.pid());
      assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
