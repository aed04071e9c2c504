package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.SideImport;
import io.serpentarium.sandbox.engine.SideModule;
import io.serpentarium.sandbox.engine.SideModules;
import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.support.MemoryGuard;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import io.serpentarium.sandbox.engine.support.StackCheck;
import io.serpentarium.sandbox.engine.support.StoreAccess;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;

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
  private final FfmSides sides;

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
      FfmSides sides) {
    this.handles = handles;
    this.stack = stack;
    this.exports = exports;
    this.guest = guest;
    this.calls = calls;
    this.control = calls.control();
    this.sides = sides;
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
    return access.running(() -> watched(() -> run(export, arguments)));
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
  public SideModules sides() {
    return new GuardedSides();
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

  private int watched(IntSupplier call) {
    if (!access.outermost()) {
      return call.getAsInt();
    }
    control.callBegins();
    try {
      return call.getAsInt();
    } finally {
      control.callEnds();
    }
  }

  private int run(String export, int[] arguments) {
    stack.requireEnough();
    calls.requireUsable();
    return guest.call(exports.function(export), arguments);
  }

  /** The side modules, for threads that may use the store. */
  private final class GuardedSides implements SideModules {

    @Override
    public int tableSize() {
      return access.running(sides::tableSize);
    }

    @Override
    public void growTable(int elements) {
      access.using(() -> sides.growTable(elements));
    }

    @Override
    public int link(SideModule module, List<SideImport> imports) {
      return access.running(
          () ->
              watched(
                  () -> {
                    calls.requireUsable();
                    return sides.link(module, imports);
                  }));
    }

    @Override
    public void setElement(int slot, int module, String export) {
      access.using(() -> sides.setElement(slot, module, export));
    }
  }
}
