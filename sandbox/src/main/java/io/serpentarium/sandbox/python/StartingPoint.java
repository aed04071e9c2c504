package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.snapshot.GuestState;
import io.serpentarium.sandbox.snapshot.PageFile;
import java.util.Optional;
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
  private volatile @Nullable InstancePool waiting;

  // Under this object's monitor.
  private boolean closed;

  /** Guests that are being opened or made, and one use more until the close. */
  private int uses = 1;

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
    if (!begin()) {
      throw new IllegalStateException("the starting point is closed");
    }
    try {
      return made(bounds);
    } finally {
      end();
    }
  }

  /** Begins a use, which keeps the state until {@link #end}; returns false after the close. */
  private synchronized boolean begin() {
    if (!closed) {
      uses++;
    }
    return !closed;
  }

  private void end() {
    if (isLast()) {
      free();
    }
  }

  private synchronized boolean isLast() {
    return --uses == 0;
  }

  private void free() {
    if (shared != null) {
      shared.release();
    }
    state.release();
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
    if (!begin()) {
      return Optional.empty();
    }
    try {
      InstancePool guests = waiting;
      Optional<Guest> ready = guests == null ? Optional.empty() : guests.poll();
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
      end();
    }
  }

  /**
   * Opens no session any more, and frees the guests that wait; file and state are freed once none
   * is being opened. Idempotent.
   */
  @Override
  public void close() {
    if (markClosed()) {
      InstancePool guests = waiting;
      if (guests != null) {
        guests.close();
      }
      end();
    }
  }

  private synchronized boolean markClosed() {
    boolean first = !closed;
    closed = true;
    return first;
  }
}
