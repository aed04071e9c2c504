package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.support.GuestGate;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import io.serpentarium.sandbox.engine.support.StackCheck;
import io.serpentarium.sandbox.engine.support.StoreAccess;
import java.time.Duration;

/** An instance, which owns its store and all that is in it. */
final class FfmInstance implements Instance {

  private static final String INITIALISE = "_initialize";

  private final StoreAccess access = new StoreAccess();
  private final StackCheck stack = new StackCheck(FfmEngine.THREAD_STACK_BYTES);
  private final NativeHandles handles;
  private final EngineHandle engine;
  private final Exports exports;
  private final GuestCalls guest;
  private final HostCalls calls;
  private final GuestGate gate;
  private final EpochChecks epochChecks;
  private final GuestMemory memory;

  /**
   * An instance that is yet to be initialised.
   *
   * @param handles all of the instance's; closed with it
   * @param engine one of them
   */
  FfmInstance(
      NativeHandles handles,
      EngineHandle engine,
      Exports exports,
      GuestCalls guest,
      MemoryExtent extent,
      HostCalls calls,
      GuestGate gate,
      EpochChecks epochChecks) {
    this.handles = handles;
    this.engine = engine;
    this.exports = exports;
    this.guest = guest;
    this.calls = calls;
    this.gate = gate;
    this.epochChecks = epochChecks;
    this.memory = new GuestMemory(() -> access.usingOr(extent::refreshed, extent::known));
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
    return gate.whileAlive(access);
  }

  @Override
  public int call(String export, int... arguments) {
    return access.running(() -> run(export, arguments));
  }

  @Override
  public void setDeadline(Duration fromNow) {
    access.using(() -> epochChecks.setDeadline(fromNow));
  }

  @Override
  public void setCheckpoint(Runnable checkpoint) {
    epochChecks.setCheckpoint(checkpoint);
  }

  @Override
  public void requestCheckpoint() {
    epochChecks.request();
    gate.whileAlive(engine::incrementEpoch);
  }

  @Override
  public void kill() {
    gate.kill(Trap.Kind.KILLED);
  }

  @Override
  public void close() {
    access.end(
        () -> {
          gate.close();
          handles.close();
        });
  }

  private int run(String export, int[] arguments) {
    stack.requireEnough();
    if (calls.failure() != null) {
      throw new IllegalStateException("the instance trapped", calls.failure());
    }
    return guest.call(exports.function(export), arguments);
  }
}
