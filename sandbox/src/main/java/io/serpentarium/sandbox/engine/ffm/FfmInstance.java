package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.support.MemoryGuard;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import io.serpentarium.sandbox.engine.support.StackCheck;
import io.serpentarium.sandbox.engine.support.StoreAccess;
import java.time.Duration;

/** An instance, which owns its store and all that is in it. */
final class FfmInstance implements Instance {

  private static final String INITIALISE = "_initialize";

  private final StoreAccess access = new StoreAccess();
  private final StackCheck stack;
  private final NativeHandles handles;
  private final Exports exports;
  private final GuestCalls guest;
  private final HostCalls calls;
  private final GuestControl control;
  private final MemoryExtent extent;
  private final GuestMemory memory;

  /**
   * An instance that is yet to be initialised.
   *
   * @param handles all of the instance's; closed with it
   */
  FfmInstance(
      NativeHandles handles,
      StackCheck stack,
      Exports exports,
      GuestCalls guest,
      MemoryExtent extent,
      HostCalls calls,
      GuestControl control) {
    this.handles = handles;
    this.stack = stack;
    this.exports = exports;
    this.guest = guest;
    this.calls = calls;
    this.control = control;
    this.extent = extent;
    this.memory =
        new GuestMemory(
            extent.hidden(),
            () -> access.usingOr(extent::refreshed, extent::known),
            new MemoryGuard(access, control.gate()));
    control.cover(extent.base(), calls::fail);
  }

  Exports exports() {
    return exports;
  }

  /** Runs {@code _initialize}, when there is one. */
  void initialise() {
    if (exports.hasFunction(INITIALISE)) {
      call(INITIALISE);
    }
  }

  @Override
  public GuestMemory memory() {
    return memory;
  }

  @Override
  public boolean whileAlive(Runnable access) {
    return control.gate().whileAlive(access);
  }

  @Override
  public void growMemory(long bytes) {
    access.using(() -> extent.grow(bytes));
  }

  @Override
  public void setMemoryLimit(long bytes) {
    access.using(() -> extent.limit(bytes));
  }

  @Override
  public boolean exceedsMemoryLimit() {
    return false;
  }

  @Override
  public int call(String export, int... arguments) {
    return access.running(() -> watched(export, arguments));
  }

  @Override
  public void setDeadline(Duration fromNow) {
    access.using(() -> control.setDeadline(fromNow));
  }

  @Override
  public void setCheckpoint(Runnable checkpoint) {
    control.setCheckpoint(checkpoint);
  }

  @Override
  public void requestCheckpoint() {
    control.requestCheckpoint();
  }

  @Override
  public void kill() {
    control.gate().kill(Trap.Kind.KILLED);
  }

  @Override
  public void close() {
    access.end(
        () -> {
          control.gate().close();
          control.uncover();
          handles.close();
        });
  }

  private int watched(String export, int[] arguments) {
    if (!access.outermost()) {
      return run(export, arguments);
    }
    control.callBegins();
    try {
      return run(export, arguments);
    } finally {
      control.callEnds();
    }
  }

  private int run(String export, int[] arguments) {
    stack.requireEnough();
    if (calls.failure() != null) {
      throw new IllegalStateException("the instance trapped", calls.failure());
    }
    return guest.call(exports.function(export), arguments);
  }
}
