package io.serpentarium.sandbox.remote.front;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that one thread makes while others wait for it, so that no lock is held meanwhile.
 * Thread-safe.
 */
final class Pending<T> {

  private final CompletableFuture<T> value = new CompletableFuture<>();

  /**
   * Returns the value in a place, once it is there, having made another where that one is of no
   * use.
   */
  static <T> T getOrMake(
      AtomicReference<@Nullable Pending<T>> place,
      Predicate<Pending<T>> useful,
      Supplier<T> maker) {
    Pending<T> mine = new Pending<>();
    Pending<T> value =
        Objects.requireNonNull(
            place.updateAndGet(now -> now != null && useful.test(now) ? now : mine));
    return value == mine ? mine.make(maker) : value.await();
  }

  /** Returns a value that is there already. */
  static <T> Pending<T> of(T value) {
    Pending<T> made = new Pending<>();
    made.value.complete(value);
    return made;
  }

  /**
   * Makes the value; to be called once. Whatever the maker throws is thrown here, and to those who
   * wait.
   */
  T make(Supplier<T> maker) {
    try {
      T made = maker.get();
      value.complete(made);
      return made;
    } catch (RuntimeException | Error e) {
      value.completeExceptionally(e);
      throw e;
    }
  }

  /** Waits for the value, and throws what its maker threw. */
  T await() {
    try {
      return value.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  /** Returns whether the value is neither there nor known not to come. */
  boolean isUnderWay() {
    return !value.isDone();
  }

  /** Returns whether the value is there. */
  boolean isThere() {
    return value.state() == Future.State.SUCCESS;
  }

  /** Returns the value, which is there. */
  T now() {
    return value.resultNow();
  }

  /** Runs an action with the value now, or as soon as it is there. */
  void whenThere(Consumer<T> action) {
    var _ = value.thenAccept(action);
  }
}
