package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Caller;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Val;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.support.GuestGate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one host function of a store: executes the host call in the mailbox.
 *
 * <p>Never throws into the native code. An exception of a host call's body is kept, and the shim
 * traps.
 */
final class HostCalls implements Func.Handler<Void> {

  /**
   * Host calls that one call into the guest may make: 15 s of nothing else.
   *
   * <p>kawamuray's trampoline leaves two local references to empty arrays in the frame of the
   * native call, where nothing can delete them before it returns: 32 bytes of heap and 20 of native
   * memory a call. This bounds what a hostile guest can take of them to about 210 MiB.
   */
  static final int MOST = 1 << 22;

  private final List<HostFunction> functions;
  private final int most;
  private final GuestGate gate;
  private @Nullable Mailbox mailbox;
  private volatile @Nullable Throwable failure;
  private int made;

  /**
   * Creates the dispatcher of one store.
   *
   * @param functions the functions, in the order of the imports
   * @param most the most host calls that one call into the guest may make
   * @param gate the gate that every host call passes
   */
  HostCalls(List<HostFunction> functions, int most, GuestGate gate) {
    this.functions = functions;
    this.most = most;
    this.gate = gate;
  }

  /** Sets where arguments are, before any guest code runs that may call. */
  void use(Mailbox found) {
    mailbox = found;
  }

  /** Starts counting again, since the native frames of earlier calls are gone. */
  void restart() {
    made = 0;
  }

  /** Returns the failure after which the instance must not go on, or null. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Makes every host call under way fail, so that no guest frame goes on after a trap. */
  void fail(Throwable cause) {
    failure = cause;
  }

  @Override
  public void call(Caller<Void> caller, Val[] parameters, Val[] results) {
    Mailbox box = mailbox;
    if (box == null) {
      throw new IllegalStateException("a start function must not call the host");
    }
    try {
      gate.leave();
      answer(box);
      gate.enter();
    } catch (Throwable t) {
      failure = t;
      box.putFailed();
    }
  }

  private void answer(Mailbox box) throws Throwable {
    gate.requireAlive();
    if (++made > most) {
      throw new Trap(Trap.Kind.OTHER, "more than %d host calls in one call".formatted(most));
    }
    HostFunction function = functions.get(box.index());
    long[] arguments = box.arguments(function.type().parameters().size());
    box.putResult(function.body().call(arguments));
    if (failure != null) {
      throw failure;
    }
  }
}
