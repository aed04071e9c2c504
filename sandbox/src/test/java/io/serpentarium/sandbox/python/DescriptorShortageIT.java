package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.engine.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process without a free descriptor refuses executions, and loses no session. */
@OnEveryEngine
@EnabledOnOs(OS.LINUX)
final class DescriptorShortageIT {

  private static final int RLIMIT_NOFILE = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Sandbox sandbox;

  DescriptorShortageIT(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  @Test
  void executionWhoseWayBackNeedsADescriptorIsRefusedBeforeItStarts() throws Throwable {
    try (Session session = SandboxExtension.open(sandbox)) {
      run(session, "data = bytearray(range(256)) * (24 << 12)");
      loadWhatTellsOfIt();
      Execution execution = withoutDescriptors(() -> refused(session));
      assertThat(execution.interrupt()).isFalse();
      assertThat(session.state()).isEqualTo(Session.State.IDLE);
      assertThat(value(run(session, "len(data), data[-1]"))).isEqualTo("(25165824, 255)");
      assertThat(run(session, "import os; os.abort()").sessionState().name())
          .isEqualTo("ROLLED_BACK");
      assertThat(value(run(session, "data.count(7)"))).isEqualTo(Integer.toString(24 << 12));
    }
  }

  private static Execution refused(Session session) {
    Execution execution = session.execute(ExecutionRequest.cell("data[0] = 1"));
    assertThat(execution.result().toCompletableFuture())
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(SandboxSaturatedException.class);
    return execution;
  }

  /** Without a descriptor no class is read any more. */
  private static void loadWhatTellsOfIt() {
    SandboxSaturatedException sample =
        new SandboxSaturatedException("sample", new EngineException("sample", null));
    assertThat(CompletableFuture.failedFuture(sample))
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(SandboxSaturatedException.class);
  }

  private interface Work {
    Execution run();
  }

  private static Execution withoutDescriptors(Work work) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment usual = arena.allocate(JAVA_LONG, 2);
      assertThat((int) function("getrlimit").invokeExact(RLIMIT_NOFILE, usual)).isZero();
      MemorySegment none = arena.allocate(JAVA_LONG, 2);
      none.setAtIndex(JAVA_LONG, 1, usual.getAtIndex(JAVA_LONG, 1));
      assertThat((int) function("setrlimit").invokeExact(RLIMIT_NOFILE, none)).isZero();
      try {
        return work.run();
      } finally {
        assertThat((int) function("setrlimit").invokeExact(RLIMIT_NOFILE, usual)).isZero();
      }
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(String name) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ValueLayout.ADDRESS));
  }
}
