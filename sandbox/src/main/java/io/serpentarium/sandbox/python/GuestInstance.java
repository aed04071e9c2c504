package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.ExecutionRequest.Mode;
import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.linking.LinkException;
import io.serpentarium.sandbox.linking.LinkLog;
import io.serpentarium.sandbox.linking.SideLinker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An instance of python.wasm: its exports as Java methods.
 *
 * <p>Not thread-safe. After any exception from {@link #execute} it must only be closed.
 */
final class GuestInstance implements AutoCloseable {

  private static final int ENDS = 1;
  private static final int SCRIPT = 2;
  private static final int SILENT = 4;

  /** Time for the guest's own calls that run no user code. */
  private static final Duration SERVICE_CALL = Duration.ofSeconds(10);

  private final Instance instance;
  private final Imports imports;
  private final ControlBlock control;
  private final long stackBytes;
  private SideLinker links;

  /**
   * Wraps an instance that has run no user code in this process.
   *
   * @param imports the imports that it was made with
   * @param links a linker that has linked nothing
   * @param stackBytes the native stack that the guest may take
   */
  GuestInstance(Instance instance, Imports imports, SideLinker links, long stackBytes) {
    this.instance = instance;
    this.links = links;
    this.imports = imports;
    this.stackBytes = stackBytes;
    instance.setDeadline(SERVICE_CALL);
    this.control =
        new ControlBlock(instance.memory(), Integer.toUnsignedLong(instance.call("guest_control")));
  }

  /** Returns the instance, for code that writes its memory between calls. */
  Instance instance() {
    return instance;
  }

  /**
   * Sets the functions that answer from now on, and the time of the guest's own calls. Nothing is
   * linked with it.
   */
  void serve(List<HostFunction> functions, SideLinker newLinks) {
    imports.redirect(functions);
    links = newLinks;
    instance.setDeadline(SERVICE_CALL);
  }

  /** The side modules that are linked with it. */
  SideLinker links() {
    return links;
  }

  /**
   * Restores the links of a state, before its memory is written.
   *
   * @param memoryBytes the size of the state's memory, to which the memory grows
   * @throws UnusableStateException if the log is invalid; the instance must only be closed then
   */
  void replay(LinkLog log, long memoryBytes) {
    if (log.isEmpty()) {
      return;
    }
    try {
      links.load(log);
      instance.setDeadline(SERVICE_CALL);
      instance.growMemory(memoryBytes);
      links.replay(log);
    } catch (LinkException e) {
      throw new UnusableStateException(e);
    }
  }

  ControlBlock control() {
    return control;
  }

  /**
   * Sets the interruption that stops this guest from now on.
   *
   * @param checkpoints whether the engine has {@link Capability#CHECKPOINTS}
   */
  void attachTo(Interruption interruption, boolean checkpoints) {
    if (checkpoints) {
      instance.setCheckpoint(interruption::checkpoint);
    }
    interruption.attach(target(checkpoints));
  }

  private StopTarget target(boolean checkpoints) {
    return checkpoints
        ? new StopTarget(
            new CheckpointSignal(instance, control), instance::kill, instance::requestCheckpoint)
        : new StopTarget(new RemoteSignal(instance, control), instance::kill, () -> {});
  }

  /**
   * Reseeds {@code random}. Runs code that the user may have replaced, unless the guest is new.
   *
   * @return whether the guest could
   */
  boolean start() {
    return instance.call("guest_start") == 0;
  }

  /**
   * Limits the time of the guest's calls from now on; then the engine traps. Set before the first
   * call of an execution: the last one's deadline may be long past.
   */
  void setDeadline(Duration fromNow) {
    instance.setDeadline(fromNow);
  }

  /** Sets {@code sys.argv[1:]}. */
  void setArguments(List<String> arguments) {
    String joined = "main.py\0" + String.join("\0", arguments);
    setArguments(joined.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets {@code sys.argv} to strings that are each followed by a zero, the last one perhaps. */
  void setArguments(byte[] bytes) {
    int status =
        withBytes(bytes, pointer -> instance.call("guest_set_arguments", pointer, bytes.length));
    if (status != 0) {
      throw new IllegalGuestException("guest_set_arguments answered " + status);
    }
  }

  /**
   * Runs code to its end.
   *
   * @param valued whether the value of a last expression is its result
   */
  GuestResult execute(String code, Mode mode, boolean valued) {
    byte[] bytes = code.getBytes(StandardCharsets.UTF_8);
    int flags = flags(mode) | (valued ? 0 : SILENT);
    int result =
        withBytes(bytes, pointer -> instance.call("guest_execute", pointer, bytes.length, flags));
    return GuestResult.decode(instance.memory(), Integer.toUnsignedLong(result));
  }

  private static int flags(Mode mode) {
    return switch (mode) {
      case CELL -> 0;
      case SCRIPT -> SCRIPT;
      case PROGRAM -> SCRIPT | ENDS;
    };
  }

  /**
   * Performs one operation on the guest's terminal, which may run user code.
   *
   * @param operation the operation, as the guest numbers it
   * @param typed UTF-8, with whole characters or not
   */
  TerminalAnswer terminal(int operation, byte[] typed) {
    int state =
        typed.length == 0
            ? instance.call("guest_terminal", operation, 0, 0)
            : withBytes(
                typed,
                pointer -> instance.call("guest_terminal", operation, pointer, typed.length));
    return TerminalAnswer.of(
        state, control.terminalUnused(), control.terminalExitCode(), typed.length);
  }

  /**
   * Returns whether Ctrl-C on the terminal interrupts. From any thread; false if the guest has
   * died.
   */
  boolean terminalSignals() {
    AtomicBoolean signals = new AtomicBoolean();
    instance.whileAlive(() -> signals.set(control.terminalSignals()));
    return signals.get();
  }

  private interface PointerCall {
    int call(int pointer);
  }

  private int withBytes(byte[] bytes, PointerCall body) {
    int pointer = instance.call("guest_allocate", bytes.length);
    if (pointer == 0) {
      throw new GuestOutOfMemoryException();
    }
    GuestMemory memory = instance.memory();
    memory.write(Integer.toUnsignedLong(pointer), bytes, 0, bytes.length);
    int answer = body.call(pointer);
    instance.call("guest_free", pointer);
    return answer;
  }

  /**
   * Sets the most that linear memory may become from now on. The engine enforces the limit; the
   * guest's own allocator knows it too, so that a program gets a MemoryError first.
   */
  void setMemoryLimit(long bytes) {
    instance.setMemoryLimit(bytes);
    control.setMemoryLimit(bytes);
  }

  /**
   * Sets how much native stack the guest may assume. Set before each call that recurses: the
   * guest's memory may come from a session on another engine.
   */
  void tellNativeStack() {
    control.setNativeStack(stackBytes);
  }

  /** See {@link Instance#exceedsMemoryLimit}. */
  boolean exceedsMemoryLimit() {
    return instance.exceedsMemoryLimit();
  }

  /** Size of linear memory in bytes. Only while no other thread is in the guest. */
  long memoryBytes() {
    return instance.memory().size();
  }

  @Override
  public void close() {
    instance.close();
  }
}
