package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Share;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.linking.SideCatalogue;
import io.serpentarium.sandbox.memory.NativeHeap;
import io.serpentarium.sandbox.snapshot.GuestLayout;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.ReadOnlyImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of an execution's calls into an instance, and what it makes of strange answers. */
final class PythonExecutionTest {

  private final Watchdog watchdog = new Watchdog();
  private final RecordingInstance instance = new RecordingInstance();

  @AfterEach
  void close() {
    watchdog.close();
  }

  @Test
  void deadlineIsSetBeforeTheFirstCall() throws IOException {
    Guest guest = guest();
    instance.calls.clear();
    assertThat(run(guest).outcome()).isEqualTo(new Outcome.Completed(Optional.empty()));
    assertThat(instance.calls)
        .startsWith("deadline", "guest_allocate", "guest_set_arguments")
        .contains("guest_execute");
  }

  @Test
  void resultOutsideTheMemoryRollsTheSessionBack() throws IOException {
    Guest guest = guest();
    instance.result = -4;
    assertRolledBack(run(guest));
  }

  @Test
  void statusThatDoesNotExistRollsTheSessionBack() throws IOException {
    Guest guest = guest();
    instance.memory.putInt(RecordingInstance.RESULT, 77);
    assertRolledBack(run(guest));
  }

  @Test
  void textThatIsTooLongRollsTheSessionBack() throws IOException {
    Guest guest = guest();
    instance.memory.putInt(RecordingInstance.RESULT + 8, 1);
    instance.memory.putInt(RecordingInstance.RESULT + 12, Integer.MAX_VALUE);
    assertRolledBack(run(guest));
  }

  @Test
  void guestWithoutRoomForTheCodeRaisesMemoryError() throws IOException {
    Guest guest = guest();
    instance.allocated = 0;
    ExecutionResult result = run(guest);
    assertThat(result.outcome())
        .isInstanceOfSatisfying(
            Outcome.Raised.class,
            raised -> assertThat(raised.error().name()).isEqualTo("MemoryError"));
    assertThat(result.sessionState()).isEqualTo(SessionFate.KEPT);
  }

  private static void assertRolledBack(ExecutionResult result) {
    assertThat(result.outcome()).isInstanceOf(Outcome.Crashed.class);
    assertThat(result.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
  }

  private ExecutionResult run(Guest guest) {
    return new PythonExecution(
            ExecutionRequest.program("1"),
            Limits.DEFAULT,
            guest,
            new History(0, true),
            new ChildlessHouse(watchdog),
            new CpuTurn(new CpuPermits(1, System::nanoTime), Share.COMMON, guest.interruption()))
        .run();
  }

  private Guest guest() throws IOException {
    return new GuestFactory(
            new RecordedModule(instance),
            SideCatalogue.refusing("nothing is linked here"),
            ReadOnlyImage.ofZip(zipOfOneFile(), 0),
            new GuestFactory.Traits(
                new GuestLayout(0, 1 << 16), false, 1 << 20, 8, new FileQuota(0, 0)),
            watchdog,
            new NativeHeap(),
            new CpuPermits(1, System::nanoTime))
        .make();
  }

  private static byte[] zipOfOneFile() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("os.pyc"));
    }
    return bytes.toByteArray();
  }

  /** A house in which no program starts another one. */
  private record ChildlessHouse(Watchdog watchdog) implements GuestHouse {

    @Override
    public Duration interruptGrace() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Guest newChild(Guest other) {
      throw new AssertionError("nothing starts a program here");
    }

    @Override
    public boolean executeChild(Runnable child) {
      throw new AssertionError("nothing starts a program here");
    }

    @Override
    public void retire(Guest guest) {
      throw new AssertionError("nothing starts a program here");
    }
  }

  /** A module that has one instance. */
  private record RecordedModule(Instance instance) implements CompiledModule {

    @Override
    public List<Import> imports() {
      return List.of();
    }

    @Override
    public Instance instantiate(List<HostFunction> functions) {
      return instance;
    }

    @Override
    public void close() {}
  }
}
