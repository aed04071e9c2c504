package io.serpentarium.sandbox.confinement;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.engine.ChildJvm;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a worker gives up is refused from inside, on threads of before too. */
@EnabledOnOs(OS.LINUX)
class SealingTest {

  private static final String EPERM = "1";
  private static final String ENOSYS = "38";

  @Test
  void refusesWhateverReachesOutside() throws Exception {
    Map<String, String> outcomes = attempt();
    for (SystemCall call : SystemCall.values()) {
      if (call.isOn(Architecture.current())) {
        assertThat(outcomes).containsEntry(call.name(), EPERM);
      }
    }
    assertThat(outcomes)
        .containsEntry("CLONE3", ENOSYS)
        .containsEntry("CLONE", EPERM)
        .containsEntry("UNKNOWN", ENOSYS)
        .containsEntry("SIGNAL_TO_PARENT", EPERM)
        .containsEntry("SIGNAL_TO_SELF", "0")
        .containsEntry("LIMIT_OF_PARENT", EPERM)
        .containsEntry("LIMIT_OF_SELF", "0")
        .containsEntry("PRIORITY_OF_PARENT", EPERM)
        .containsEntry("PRIORITY_OF_SELF", "0")
        .containsEntry("DUMPABLE", "0")
        .containsEntry("DEATH_SIGNAL", "9")
        .containsEntry("FILE", "refused")
        .containsEntry("PROGRAM", "refused")
        .containsEntry("THREAD", "started");
  }

  @Test
  void limitsWhatTheKernelGives() throws Exception {
    Map<String, String> outcomes = attempt();
    for (ResourceLimit limit : ResourceLimit.values()) {
      assertThat(Long.parseLong(outcomes.get(limit.name())))
          .as(limit.name())
          .isBetween(0L, limit.most());
    }
  }

  private static Map<String, String> attempt() throws Exception {
    String output =
        ChildJvm.outputOf(
            ChildJvm.builder(SealedAttempts.class, List.of("-Xmx64m", "-Xshare:auto")));
    return output
        .lines()
        .filter(line -> line.matches("\\w+=\\w+.*"))
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, other) -> other));
  }
}
