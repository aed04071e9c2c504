package io.serpentarium.sandbox.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Something that is freed once its last owner has released it. Thread-safe. */
public abstract class Owned {

  private static final VarHandle OWNERS;

  static {
    try {
      OWNERS = MethodHandles.lookup().findVarHandle(Owned.class, "owners", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // by the handle
  private volatile int owners = 1;

  /** Creates the object with its creator as the only owner. */
  protected Owned() {}

  /**
   * Adds an owner.
   *
   * @throws IllegalStateException if it is freed
   */
  public final void retain() {
    int now;
    do {
      now = owners;
      requireOwned(now);
    } while (!OWNERS.compareAndSet(this, now, now + 1));
  }

  /**
   * Takes an owner away, and frees it with the last.
   *
   * @throws IllegalStateException if it is freed
   */
  public final void release() {
    if (drop()) {
      free();
    }
  }

  /** Takes an owner away; whether it was the last, so that the caller has to see to the rest. */
  final boolean drop() {
    int now;
    do {
      now = owners;
      requireOwned(now);
    } while (!OWNERS.compareAndSet(this, now, now - 1));
    return now == 1;
  }

  /** Returns whether there is an owner besides the caller. */
  public final boolean isShared() {
    return owners > 1;
  }

  /** Throws IllegalStateException when it is freed. */
  protected final void requireOwned() {
    requireOwned(owners);
  }

  private static void requireOwned(int owners) {
    if (owners <= 0) {
      throw new IllegalStateException("it is freed");
    }
  }

  /** Frees the object. */
  protected abstract void free();
}
