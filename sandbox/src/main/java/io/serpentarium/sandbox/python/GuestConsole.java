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

  private final Interruption interruption;
  private @Nullable ControlBlock control;
  private GuestInput stdin = StdinChannel.fixed(new byte[0]);
  private GuestOutput output = new ExecutionOutput(0, null);
  private Runnable onOverflow = () -> {};

  GuestConsole(Interruption interruption) {
    this.interruption = interruption;
  }

  /** Where the guest's own buffer of stdout is. */
  void attach(ControlBlock controlBlock) {
    control = controlBlock;
  }

  /** The guest has no buffer of stdout from now on. */
  void detach() {
    control = null;
  }

  /**
   * Connects it to an execution's streams.
   *
   * @param newOnOverflow run when the output limit is met
   */
  void connect(GuestInput newStdin, GuestOutput newOutput, Runnable newOnOverflow) {
    stdin = newStdin;
    output = newOutput;
    onOverflow = newOnOverflow;
  }

  /** Hands over what the guest holds back of stdout. Only while the guest does not run. */
  void flush() {
    byte[] held = control == null ? NOTHING : control.takePendingStdout();
    if (held.length > 0) {
      keep(Output.STDOUT, held, 0, held.length);
    }
  }

  @Override
  public boolean readable() {
    return stdin.readable();
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    flush();
    if (!stdin.readable()) {
      interruption.askedForInput();
      output.requestInput();
    }
    Wake wake = interruption.until(stdin::readable, GuestWait.FOREVER);
    return wake == Wake.INTERRUPTED ? INTERRUPTED : stdin.poll(target, offset, length);
  }

  @Override
  public int write(Output stream, byte[] source, int offset, int length) {
    if (interruption.checkpoint()) {
      return INTERRUPTED;
    }
    if (!output.writable() && interruption.untilWritable(output::writable) == Wake.INTERRUPTED) {
      return INTERRUPTED;
    }
    keep(stream, source, offset, length);
    return length;
  }

  @Override
  public void beforeWait() {
    stdin.beforeWait();
    flush();
  }

  private void keep(Output stream, byte[] source, int offset, int length) {
    if (!output.write(stream, source, offset, length)) {
      onOverflow.run();
    }
  }

  private static final byte[] NOTHING = new byte[0];
}
