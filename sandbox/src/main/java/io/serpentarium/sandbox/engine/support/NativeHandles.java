package io.serpentarium.sandbox.engine.support;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Function;

/** The owner of native handles, which it closes in the reverse order of their making. */
public final class NativeHandles implements AutoCloseable {

  private final Deque<Runnable> releases = new ArrayDeque<>();

  /** Builds something of handles, all of which are closed when that fails. */
  public static <T> T building(Function<NativeHandles, T> build) {
    NativeHandles handles = new NativeHandles();
    try {
      return build.apply(handles);
    } catch (RuntimeException | Error e) {
      handles.close();
      throw e;
    }
  }

  /** Takes ownership of a new handle, and will close it. */
  public <T> T own(T handle, Consumer<T> release) {
    releases.push(() -> release.accept(handle));
    return handle;
  }

  /** Closes all, whatever one of them throws. Idempotent. */
  @Override
  public void close() {
    if (releases.isEmpty()) {
      return;
    }
    try {
      releases.pop().run();
    } finally {
      close();
    }
  }
}
