package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.MemoryFileSystem;
import io.serpentarium.sandbox.vfs.ReadOnlyImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
  void resultOutsideTheMemoryLosesTheSession() throws IOException {
    Guest guest = guest();
    instance.result = -4;
    assertLost(run(guest));
  }

  @Test
  void statusThatDoesNotExistLosesTheSession() throws IOException {
    Guest guest = guest();
    instance.memory.putInt(RecordingInstance.RESULT, 77);
    assertLost(run(guest));
  }

  @Test
  void textThatIsTooLongLosesTheSession() throws IOException {
    Guest guest = guest();
    instance.memory.putInt(RecordingInstance.RESULT + 8, 1);
    instance.memory.putInt(RecordingInstance.RESULT + 12, Integer.MAX_VALUE);
    assertLost(run(guest));
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

  private static void assertLost(ExecutionResult result) {
    assertThat(result.outcome()).isInstanceOf(Outcome.Crashed.class);
    assertThat(result.sessionState()).isEqualTo(SessionFate.LOST);
  }

  private ExecutionResult run(Guest guest) {
    return new PythonExecution(ExecutionRequest.program("1"), Limits.DEFAULT, guest).run(watchdog);
  }

  private Guest guest() throws IOException {
    Interruption interruption = new Interruption();
    MemoryFileSystem files =
        new MemoryFileSystem(
            ReadOnlyImage.ofZip(zipOfOneFile(), 0), new FileQuota(0, 0), System::nanoTime);
    return new Guest(instance, false, interruption, new GuestConsole(interruption), files);
  }

  private static byte[] zipOfOneFile() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("os.pyc"));
    }
    return bytes.toByteArray();
  }
}
