package io.serpentarium.service.confinement;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.confinement.Architecture;
import io.serpentarium.sandbox.confinement.Profile;
import io.serpentarium.sandbox.confinement.SystemCall;
import io.serpentarium.service.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ConfinementTest {

  private static final String EPERM = "1";
  private static final String ENOSYS = "38";
  private static final String EAFNOSUPPORT = "97";

  @Test
  void refusesInThreadsOfBeforeToo() throws IOException {
    Map<String, String> outcomes = attempt();
    for (SystemCall call : SystemCall.values()) {
      if (call.isOn(Architecture.current()) && call.isGivenUpBy(Profile.SERVICE)) {
        assertThat(outcomes).containsEntry(call.name(), EPERM);
      }
    }
    assertThat(outcomes)
        .containsEntry("CLONE3", ENOSYS)
        .containsEntry("CLONE", EPERM)
        .containsEntry("AF_ALG", EAFNOSUPPORT)
        .containsEntry("INTERNET", "listens")
        .containsEntry("GETPPID", "0")
        .containsEntry("PROGRAM", "refused")
        .containsEntry("THREAD", "started")
        .containsEntry("NoNewPrivs", "1")
        .containsEntry("Seccomp", "2");
  }

  @Test
  void doesNothingWhenTurnedOff() {
    assertThat(Confinement.apply(Confinement.Mode.OFF, Isolation.NONE)).isEqualTo(Confinement.NONE);
  }

  private static Map<String, String> attempt() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Attempts.class.getName());
    try (ChildProcess process =
        ChildProcess.start(Files.createTempFile("attempts", ".log"), builder)) {
      process.awaitEnd();
      return process
          .output()
          .lines()
          .filter(line -> line.matches("\\w+=\\w+.*"))
          .map(line -> line.split("=", 2))
          .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, other) -> other));
    }
  }
}
