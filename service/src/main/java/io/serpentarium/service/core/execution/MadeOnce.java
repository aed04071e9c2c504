package io.serpentarium.service.core.execution;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that takes a while to make and is made when it is first wanted, by a single caller at a
 * time: others wait for that one, and no lock is held. What cannot be made is tried again the next
 * time. Thread-safe.
 */
public final class MadeOnce<T> {

  private final Supplier<T> maker;
  private final Consumer<T> closer;
  private final AtomicReference<@Nullable CompletableFuture<T>> value = new AtomicReference<>();

  /**
   * Creates a value that is not made yet.
   *
   * @param closer releases a value that was made
   */
  public MadeOnce(Supplier<T> maker, Consumer<T> closer) {
    this.maker = maker;
    this.closer = closer;
  }

  /**
   * Returns the value, having made it or waited for it if need be; throws what its maker throws.
   */
  @SuppressWarnings("ReferenceEquality") // a future is itself and no other
  public T get() {
    CompletableFuture<T> mine = new CompletableFuture<>();
    CompletableFuture<T> present =
        Objects.requireNonNull(value.updateAndGet(now -> now == null ? mine : now));
    return present == mine ? make(mine) : await(present);
  }

  private T make(CompletableFuture<T> mine) {
    try {
      T made = maker.get();
      mine.complete(made);
      return made;
    } catch (RuntimeException | Error e) {
      value.compareAndSet(mine, null);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static <T> T await(CompletableFuture<T> present) {
    try {
      return present.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  /** Returns the value if it is there, without waiting. */
  public @Nullable T now() {
    CompletableFuture<T> present = value.get();
    return present != null && present.state() == Future.State.SUCCESS ? present.resultNow() : null;
  }

  /** Forgets the value and closes it, as soon as it is made if that is under way. Idempotent. */
  public void close() {
    CompletableFuture<T> last = value.getAndSet(null);
    if (last != null) {
      var _ = last.thenAccept(closer);
    }
  }
}
