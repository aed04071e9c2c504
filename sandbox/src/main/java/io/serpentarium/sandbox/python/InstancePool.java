package io.serpentarium.sandbox.python;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ready, unused guests. A guest serves one session; its instance may serve another guest when
 * {@linkplain Guest#renew nothing of the first is left}.
 *
 * <p>New guests are made up to the target, renewed ones are taken up to twice as many: no instance
 * is made as long as used ones come back.
 */
final class InstancePool implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InstancePool.class);

  private final Supplier<Guest> maker;
  private final int target;
  private final BlockingQueue<Guest> ready;

  /** Guests whose instances are to be renewed. */
  private final Queue<Guest> used = new ConcurrentLinkedQueue<>();

  /** Guests that are being made, and those that are or are to be renewed. */
  private final AtomicInteger coming = new AtomicInteger();

  private volatile boolean closed;

  private final AtomicLong hits = new AtomicLong();
  private final AtomicLong misses = new AtomicLong();
  private final GuestWorkers workers;
  private final GuestWorkers refillers;

  /**
   * Creates a pool, which starts to fill.
   *
   * @param target the number of guests to keep ready, 0 or more
   * @param maker makes a guest, on a worker
   * @param workers the workers for guests that a caller waits for
   * @param refillers the workers for guests to be used later
   */
  InstancePool(int target, Supplier<Guest> maker, GuestWorkers workers, GuestWorkers refillers) {
    this.maker = maker;
    this.target = target;
    this.ready = new ArrayBlockingQueue<>(Math.max(1, 2 * target));
    this.workers = workers;
    this.refillers = refillers;
    refill();
  }

  /** Takes a ready guest, or makes one when there is none. The caller owns it. */
  Guest take() {
    return poll().orElseGet(() -> workers.call(this::renewedOrMade));
  }

  /** Returns a guest for a waiting caller: a renewed one if one was used, since that is faster. */
  private Guest renewedOrMade() {
    Guest waiting = used.poll();
    if (waiting == null) {
      return maker.get();
    }
    try {
      return waiting.renew().orElseGet(maker);
    } finally {
      coming.decrementAndGet();
      refill();
    }
  }

  /** Takes a ready guest, if there is one. The caller owns it. */
  Optional<Guest> poll() {
    Guest guest = ready.poll();
    if (guest == null) {
      misses.incrementAndGet();
    } else {
      hits.incrementAndGet();
      refill();
    }
    return Optional.ofNullable(guest);
  }

  /** Takes over a used guest, whose instance will serve another guest or be closed. */
  void renew(Guest guest) {
    if (target == 0 || !reserve(2 * target)) {
      guest.close();
      return;
    }
    used.add(guest);
    if (!refillers.execute(this::renewOne)) {
      closeUsed();
    }
  }

  /** Renews a guest, unless a waiting caller has done so. */
  private void renewOne() {
    Guest guest = used.poll();
    if (guest != null) {
      try {
        guest.renew().ifPresent(this::offer);
      } finally {
        coming.decrementAndGet();
        refill();
      }
    }
  }

  private void closeUsed() {
    for (Guest guest = used.poll(); guest != null; guest = used.poll()) {
      coming.decrementAndGet();
      guest.close();
    }
  }

  int ready() {
    return ready.size();
  }

  int target() {
    return target;
  }

  long hits() {
    return hits.get();
  }

  long misses() {
    return misses.get();
  }

  /** Closes the ready guests; a guest that is still being made is closed once it is made. */
  @Override
  public void close() {
    closed = true;
    closeUsed();
    closeReady();
  }

  private void closeReady() {
    for (Guest guest = ready.poll(); guest != null; guest = ready.poll()) {
      guest.close();
    }
  }

  private void refill() {
    while (!closed && reserve(target)) {
      if (!refillers.execute(this::addOne)) {
        coming.decrementAndGet();
        return;
      }
    }
  }

  /** Counts one more that comes, unless there would be too many. */
  private boolean reserve(int most) {
    if (ready.size() + coming.incrementAndGet() <= most) {
      return true;
    }
    coming.decrementAndGet();
    return false;
  }

  private void addOne() {
    try {
      offer(maker.get());
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.error("Could not make an instance for the pool", e);
      }
      return;
    } finally {
      coming.decrementAndGet();
    }
    refill();
  }

  private void offer(Guest guest) {
    if (!ready.offer(guest)) {
      guest.close();
    } else if (closed) {
      closeReady();
    }
  }
}
