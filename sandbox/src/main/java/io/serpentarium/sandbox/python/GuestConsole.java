package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.wasi.GuestWait;
import io.serpentarium.sandbox.wasi.GuestWait.Wake;
import io.serpentarium.sandbox.wasi.StandardStreams;
import org.jspecify.annotations.Nullable;

/**
 * The standard streams of one guest, connected to whichever execution runs. Between executions
 * stdin is at its end and output goes nowhere. Used by the guest's thread only.
 */
final class GuestConsole implements StandardStreams {

  private static final byte[] NOTHING = new byte[0];

  private final Interruption interruption;
  private @Nullable ControlBlock control;
  private Wiring wiring = Wiring.nowhere();

  GuestConsole(Interruption interruption) {
    this.interruption = interruption;
  }

  /** The targets of the streams; {@code onOverflow} runs when the output limit is exceeded. */
  private record Wiring(GuestInput stdin, GuestOutput output, Runnable onOverflow) {

    static Wiring nowhere() {
      return new Wiring(StdinChannel.fixed(NOTHING), ExecutionOutput.none(), () -> {});
    }
  }

  /** Sets the place of the guest's own buffer of stdout. */
  void attach(ControlBlock controlBlock) {
    control = controlBlock;
  }

  /** The guest has no buffer of stdout from now on. */
  void detach() {
    control = null;
  }

  /**
   * Connects the console to an execution's streams.
   *
   * @param newOnOverflow an action to run when the output limit is exceeded
   */
  void connect(GuestInput newStdin, GuestOutput newOutput, Runnable newOnOverflow) {
    wiring = new Wiring(newStdin, newOutput, newOnOverflow);
  }

  /** The input that the guest has now. */
  GuestInput input() {
    return wiring.stdin();
  }

  /** The output that the guest has now. */
  GuestOutput output() {
    return wiring.output();
  }

  /** Releases an execution's streams, and everything that they hold. */
  void disconnect() {
    wiring = Wiring.nowhere();
  }

  /** Writes the guest's buffered stdout. Only while the guest does not run. */
  void flush() {
    byte[] held = control == null ? NOTHING : control.takePendingStdout();
    if (held.length > 0) {
      keep(Output.STDOUT, held, 0, held.length);
    }
  }

  @Override
  public boolean readable() {
    return wiring.stdin().readable();
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    flush();
    if (!wiring.stdin().readable()) {
      interruption.askedForInput();
      wiring.output().requestInput();
    }
    Wake wake = interruption.until(wiring.stdin()::readable, GuestWait.FOREVER);
    if (wake == Wake.INTERRUPTED) {
      return INTERRUPTED;
    }
    wiring.output().inputTaken();
    return wiring.stdin().poll(target, offset, length);
  }

  @Override
  public int write(Output stream, byte[] source, int offset, int length) {
    if (isInterruptedBeforeWriting()) {
      return INTERRUPTED;
    }
    keep(stream, source, offset, length);
    return length;
  }

  @Override
  public int display(byte[] source, int offset, int length) {
    if (isInterruptedBeforeWriting()) {
      return INTERRUPTED;
    }
    flush();
    return wiring.output().display(source, offset, length) ? length : FULL;
  }

  private boolean isInterruptedBeforeWriting() {
    return interruption.checkpoint()
        || (!wiring.output().writable()
            && interruption.untilWritable(wiring.output()::writable) == Wake.INTERRUPTED);
  }

  @Override
  public void beforeWait() {
    wiring.stdin().beforeWait();
    flush();
  }

  /** Passes output on, and tells the execution if that was too much. */
  void keep(Output stream, byte[] source, int offset, int length) {
    if (!wiring.output().write(stream, source, offset, length)) {
      wiring.onOverflow().run();
    }
  }
}
