package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.SideModules;
import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.support.GuestGate;
import io.serpentarium.sandbox.engine.support.MemoryGuard;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import io.serpentarium.sandbox.engine.support.StackCheck;
import io.serpentarium.sandbox.engine.support.StoreAccess;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** An instance, which owns its store and all that is in it. */
final class JniInstance implements Instance {

  private final StoreAccess access = new StoreAccess();
  private final StackCheck stack = new StackCheck(JniEngine.THREAD_STACK_BYTES);
  private final NativeHandles handles;
  private final Store<Void> store;
  private final GuestExports exports;
  private final HostCalls calls;
  private final GuestControl control;
  private final GuestGate gate;
  private final MemoryExtent extent;
  private final GuestMemory memory;

  /**
   * An instance that is ready for calls.
   *
   * @param handles all of the instance's; closed with it
   * @param hidden bytes at the beginning of its memory that the host leaves alone
   */
  JniInstance(
      NativeHandles handles,
      Store<Void> store,
      GuestExports exports,
      HostCalls calls,
      GuestControl control,
      long hidden) {
    this.handles = handles;
    this.store = store;
    this.exports = exports;
    this.calls = calls;
    this.control = control;
    this.gate = control.gate();
    this.extent = new MemoryExtent(store, exports.memory("memory"), access, hidden);
    this.memory = new GuestMemory(hidden, extent, new MemoryGuard(access, gate));
    control.cover(extent.base(), calls::fail);
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
  public void growMemory(long bytes) {
    access.using(() -> extent.grow(bytes));
  }

  @Override
  public void setMemoryLimit(long bytes) {
    access.using(() -> extent.limit(bytes));
  }

  @Override
  public boolean exceedsMemoryLimit() {
    AtomicBoolean exceeds = new AtomicBoolean();
    gate.whileAlive(() -> exceeds.set(extent.exceedsLimit()));
    return exceeds.get();
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
  public SideModules sides() {
    throw new UnsupportedOperationException("wasmtime-java cannot grow a table");
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
      calls.restart();
      return run(export, arguments);
    } finally {
      control.callEnds();
    }
  }

  private int run(String export, int[] arguments) {
    requireUsable();
    Func function = exports.function(export);
    try {
      return result(passing(function, values(arguments)));
    } catch (RuntimeException e) {
      throw Failures.ofCall(e, calls);
    }
  }

  private Val[] passing(Func function, Val[] arguments) {
    gate.enter();
    try {
      Val[] results = function.call(store, arguments);
      gate.requireAlive();
      return results;
    } catch (RuntimeException e) {
      gate.requireAlive();
      throw e;
    } finally {
      gate.leave();
    }
  }

  private void requireUsable() {
    stack.requireEnough();
    if (calls.failure() != null) {
      throw new IllegalStateException("the instance trapped", calls.failure());
    }
  }

  private static Val[] values(int[] arguments) {
    return Arrays.stream(arguments).mapToObj(Val::fromI32).toArray(Val[]::new);
  }

  private static int result(Val[] results) {
    return results.length == 0 ? 0 : results[0].i32();
  }
}
