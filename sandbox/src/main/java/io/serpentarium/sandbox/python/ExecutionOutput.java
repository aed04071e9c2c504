package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.wasi.StandardStreams.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The output of one execution: kept up to the output limit, and published if there is a subscriber.
 * Written by the guest's thread only.
 */
final class ExecutionOutput implements GuestOutput {

  /** Characters of an unfinished line that a prompt shows at most. */
  private static final int PROMPT_CHARS = 4096;

  private final long limitBytes;
  private final @Nullable OutputPublisher publisher;
  private final CapturedText stdout = new CapturedText();
  private final CapturedText stderr = new CapturedText();
  private final StringBuilder line = new StringBuilder();
  private final DisplayLines displays;
  private final List<String> displayed = new ArrayList<>();
  private long writtenBytes;

  /**
   * Creates an empty output.
   *
   * @param limitBytes the most bytes of both streams together
   * @param publisher the publisher of the output, or null
   * @param account the account that pays for displayed lines
   */
  ExecutionOutput(long limitBytes, @Nullable OutputPublisher publisher, MemoryAccount account) {
    this.displays = new DisplayLines(account, this::display);
    this.limitBytes = limitBytes;
    this.publisher = publisher;
  }

  /** The output of executions that have none of their own, such as a statement on a terminal. */
  static ExecutionOutput none() {
    return new ExecutionOutput(0, null, MemoryAccount.unlimited());
  }

  @Override
  public boolean write(Output stream, byte[] source, int offset, int length) {
    CapturedText capture = stream == Output.STDOUT ? stdout : stderr;
    int kept = (int) Math.min(length, limitBytes - writtenBytes);
    if (kept < length) {
      capture.markTruncated();
    }
    writtenBytes += kept;
    publish(stream, capture.append(source, offset, kept));
    return kept == length;
  }

  @Override
  public boolean display(byte[] source, int offset, int length) {
    return displays.write(source, offset, length);
  }

  private void display(String shown) {
    displayed.add(shown);
    if (publisher != null) {
      publisher.publish(new OutputEvent.Display(shown));
    }
  }

  @Override
  public boolean writable() {
    return publisher == null || publisher.writable();
  }

  @Override
  public void requestInput() {
    if (publisher != null) {
      publisher.publish(new OutputEvent.InputRequest(line.toString()));
    }
  }

  @Override
  public void inputTaken() {
    line.setLength(0);
  }

  /** Ends both streams. */
  void end() {
    publish(Output.STDOUT, stdout.end());
    publish(Output.STDERR, stderr.end());
    displays.end();
    if (publisher != null) {
      publisher.end();
    }
  }

  CapturedText stdout() {
    return stdout;
  }

  CapturedText stderr() {
    return stderr;
  }

  /** The lines that were displayed. */
  List<String> displayed() {
    return displayed;
  }

  long writtenBytes() {
    return writtenBytes;
  }

  private void publish(Output stream, String text) {
    if (publisher == null || text.isEmpty()) {
      return;
    }
    if (stream == Output.STDOUT) {
      followLine(text);
      publisher.publish(new OutputEvent.Stdout(text));
    } else {
      publisher.publish(new OutputEvent.Stderr(text));
    }
  }

  private void followLine(String text) {
    int newline = text.lastIndexOf('\n');
    if (newline >= 0) {
      line.setLength(0);
    }
    line.append(text, newline + 1, text.length());
    if (line.length() > PROMPT_CHARS) {
      line.delete(0, line.length() - PROMPT_CHARS);
    }
  }
}
