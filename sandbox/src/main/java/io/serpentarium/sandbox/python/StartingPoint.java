package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.snapshot.GuestState;
import io.serpentarium.sandbox.snapshot.PageFile;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A state from which many sessions start: they share most of its memory, and some guests wait with
 * all of it in place, their modules linked. Thread-safe.
 */
final class StartingPoint implements AutoCloseable {

  private final GuestFactory factory;
  private final GuestState state;
  private final @Nullable PageFile shared;
  private final GuestOwner keeper;
  private final ReadWriteLock closing = new ReentrantReadWriteLock();
  private @Nullable InstancePool waiting;
  private boolean closed;

  /**
   * Creates a starting point without waiting guests.
   *
   * @param state the state, which is retained
   * @param shared a file of the state's memory, or null; becomes the starting point's own
   * @param keeper pays for guests that wait
   */
  StartingPoint(
      GuestFactory factory, GuestState state, @Nullable PageFile shared, GuestOwner keeper) {
    this.keeper = keeper;
    this.factory = factory;
    this.state = state;
    this.shared = shared;
  }

  /**
   * Keeps some guests waiting from now on. A state with files has none: the owner of a session must
   * pay for its files from the beginning.
   *
   * @param bounds the bounds until a session has its own
   */
  void fill(int guests, GuestBounds bounds, GuestWorkers workers, GuestWorkers refillers) {
    GuestBounds least = bounds.withMemoryOf(state);
    if (guests > 0 && state.host().files().usage().inodes() == 0) {
      waiting = new InstancePool(guests, () -> make(least), workers, refillers);
    }
  }

  private Guest make(GuestBounds bounds) {
    closing.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the starting point is closed");
      }
      return made(bounds);
    } finally {
      closing.readLock().unlock();
    }
  }

  private Guest made(GuestBounds bounds) {
    Guest guest = factory.makeBlank();
    try {
      guest.payBy(keeper);
      guest.put(state, shared, bounds);
      return guest;
    } catch (RuntimeException | Error e) {
      guest.close();
      throw e;
    }
  }

  /**
   * Returns a guest that has begun in the state, for an owner who pays for it.
   *
   * @param unused a guest that nobody has used, for when none waits
   * @return empty once the starting point is closed
   * @throws UnusableStateException if the program in the state keeps it from being seeded
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room
   */
  Optional<Guest> open(GuestBounds bounds, GuestOwner owner, Supplier<Guest> unused) {
    closing.readLock().lock();
    try {
      if (closed) {
        return Optional.empty();
      }
      Optional<Guest> ready = waiting == null ? Optional.empty() : waiting.poll();
      Guest guest = ready.orElseGet(unused);
      try {
        guest.payBy(owner);
        if (ready.isPresent()) {
          guest.files().setQuota(bounds.files());
          guest.begin(state, shared, bounds);
        } else {
          guest.assume(state, shared, bounds);
        }
        return Optional.of(guest);
      } catch (RuntimeException | Error e) {
        guest.close();
        throw e;
      }
    } finally {
      closing.readLock().unlock();
    }
  }

  /** Frees the guests and the file, once no session is opened from here. Idempotent. */
  @Override
  public void close() {
    closing.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (waiting != null) {
        waiting.close();
      }
      if (shared != null) {
        shared.release();
      }
      state.release();
    } finally {
      closing.writeLock().unlock();
    }
  }
}
