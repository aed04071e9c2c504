package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions come and go without stopping the other threads of the process. */
@OnEveryEngine
@Timeout(180)
final class HandshakeIT {

  private static final int ROUNDS = 100;

  private final Sandbox sandbox;

  HandshakeIT(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  @Test
  void oneShotSessionsStopNoOtherThread(@TempDir Path folder) throws IOException {
    assertThat(handshakesDuring(() -> round(options().withoutRollBack(), "1"), folder))
        .isLessThan(ROUNDS / 10);
  }

  @Test
  void instancesThatEndStopNoOtherThread(@TempDir Path folder) throws IOException {
    assertThat(handshakesDuring(() -> round(options(), "import os; os._exit(1)"), folder))
        .isLessThan(ROUNDS / 10);
  }

  private void round(SessionOptions options, String code) {
    try (Session session = sandbox.open(options)) {
      assertThat(SandboxExtension.run(session, code).outcome())
          .isNotInstanceOf(Outcome.Crashed.class);
    }
  }

  private static SessionOptions options() {
    return SessionOptions.withLimits(Limits.DEFAULT);
  }

  /** The virtual machine has a few reasons of its own, such as code that it compiled too boldly. */
  private static long handshakesDuring(Runnable round, Path folder) throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
    }
    Path file = folder.resolve("handshakes.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecuteVMOperation").withoutThreshold();
      recording.start();
      for (int i = 0; i < ROUNDS; i++) {
        round.run();
      }
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream().filter(HandshakeIT::isHandshake).count();
  }

  private static boolean isHandshake(RecordedEvent event) {
    return event.getString("operation").contains("Handshake");
  }
}
