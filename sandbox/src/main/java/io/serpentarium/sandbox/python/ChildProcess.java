package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.ExecutionRequest.Mode;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.SandboxException;
import io.serpentarium.sandbox.python.GuestDoor.Inside;
import io.serpentarium.sandbox.wasi.Inherited;
import io.serpentarium.sandbox.wasi.ProcessExit;
import io.serpentarium.sandbox.wasi.ProcessRequest;
import io.serpentarium.sandbox.wasi.StandardStreams.Output;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A program that a guest has started, from its start to its end, in a guest of its own. {@link
 * #run} runs on that guest's thread, and releases it.
 */
final class ChildProcess implements Runnable {

  static final String KEYBOARD_INTERRUPT = "KeyboardInterrupt";

  /** Has the interpreter read its command line, as the guest's own part of this knows to. */
  private static final String COMMAND_LINE = "__import__('_command_line').run()";

  private final ProcessRequest request;
  private final Guest guest;
  private final GuestRun run;
  private final Guest parent;
  private final GuestHouse house;
  private final Streams streams = new Streams();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private @Nullable Outcome outcome;
  private OptionalInt signal = OptionalInt.empty();
  private Duration cpuTime = Duration.ZERO;
  private @Nullable SandboxException refusal;

  /**
   * Creates a program that has not started.
   *
   * @param guest its guest, which it owns from now on
   * @param parent the guest that waits for it
   */
  ChildProcess(ProcessRequest request, Guest guest, GuestRun run, Guest parent, GuestHouse house) {
    this.request = request;
    this.guest = guest;
    this.run = run;
    this.parent = parent;
    this.house = house;
  }

  /** Returns the call into its guest, for code that has to stop it. */
  GuestRun guestRun() {
    return run;
  }

  /** Makes it look again at what it waits for. */
  void wake() {
    guest.interruption().wake();
  }

  boolean hasEnded() {
    return ended.isDone();
  }

  /** Waits until its guest is released, however long that takes. */
  void awaitEnd() {
    ended.join();
  }

  /**
   * Returns the outcome once it has ended; empty if the host has failed.
   *
   * @throws SandboxException if it was refused
   */
  Optional<Outcome> outcome() {
    if (refusal != null) {
      throw refusal;
    }
    return Optional.ofNullable(outcome);
  }

  /** Returns the signal that it ended itself by, if it did. */
  OptionalInt signal() {
    return signal;
  }

  /** Returns the CPU time that it took, once it has ended. */
  Duration cpuTime() {
    return cpuTime;
  }

  /** Releases its guest, since it will not start. */
  void discard() {
    guest.interruption().end();
    house.release(guest, true);
  }

  @Override
  public void run() {
    boolean reusable = false;
    try {
      ExecutionResult ending = run.call(this::enter, ExecutionOutput.none());
      outcome = ending.outcome();
      cpuTime = ending.usage().cpuTime();
      reusable = ending.sessionState() == ExecutionResult.SessionFate.KEPT;
      streams.tell(ending.outcome());
    } catch (SandboxException e) {
      refusal = e;
    } finally {
      house.release(guest, reusable);
      ended.complete(null);
      parent.interruption().wake();
    }
  }

  private GuestResult enter(Inside guestCode) {
    guest.console().connect(streams, streams, run::overflow);
    guestCode.setArguments(request.arguments());
    try {
      return guestCode.execute(COMMAND_LINE, Mode.PROGRAM, false);
    } catch (ProcessExit e) {
      signal = e.signal();
      throw e;
    }
  }

  /** The standard streams of the program: descriptors of the guest that waits for it. */
  private final class Streams implements GuestInput, GuestOutput {

    /** Writes the traceback of what left the interpreter's own part. */
    private void tell(Outcome outcome) {
      if (outcome instanceof Outcome.Raised(var error)
          && !error.name().equals(KEYBOARD_INTERRUPT)) {
        byte[] text = error.traceback().getBytes(StandardCharsets.UTF_8);
        write(Output.STDERR, text, 0, text.length);
      }
    }

    @Override
    public boolean readable() {
      return !request.stdin().isStandard() || parent.console().input().readable();
    }

    @Override
    public int poll(byte[] target, int offset, int length) {
      return request.stdin().isStandard()
          ? parent.console().input().poll(target, offset, length)
          : request.stdin().read(target, offset, length);
    }

    @Override
    public void beforeWait() {
      if (request.stdin().isStandard()) {
        parent.console().input().beforeWait();
      }
    }

    @Override
    public boolean write(Output stream, byte[] source, int offset, int length) {
      Inherited target = stream == Output.STDOUT ? request.stdout() : request.stderr();
      Optional<Output> standard = target.standardOutput();
      if (standard.isEmpty()) {
        return target.write(source, offset, length);
      }
      if (parent.console().output().isTerminal()) {
        byte[] lines = withReturns(source, offset, length);
        parent.console().keep(standard.get(), lines, 0, lines.length);
      } else {
        parent.console().keep(standard.get(), source, offset, length);
      }
      return true;
    }

    @Override
    public boolean display(byte[] source, int offset, int length) {
      return parent.console().output().display(source, offset, length);
    }

    @Override
    public boolean writable() {
      boolean seen = request.stdout().isStandard() || request.stderr().isStandard();
      return !seen || parent.console().output().writable();
    }

    @Override
    public void requestInput() {
      if (request.stdin().isStandard()) {
        parent.console().output().requestInput();
      }
    }

    @Override
    public void inputTaken() {
      if (request.stdin().isStandard()) {
        parent.console().output().inputTaken();
      }
    }
  }

  /** Puts a carriage return before each newline, as the line discipline of a terminal does. */
  private static byte[] withReturns(byte[] source, int offset, int length) {
    byte[] lines = new byte[2 * length];
    int count = 0;
    for (int i = offset; i < offset + length; i++) {
      if (source[i] == '\n') {
        lines[count++] = '\r';
      }
      lines[count++] = source[i];
    }
    return Arrays.copyOf(lines, count);
  }
}
