package io.serpentarium.sandbox.python;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guests that are ready and that nobody has used. A guest serves one session; its instance may
 * serve another guest when {@linkplain Guest#renew nothing of the first is left}.
 *
 * <p>New guests are made up to the target, renewed ones are taken up to twice as many: so no
 * instance is made as long as those that are taken come back.
 */
final class InstancePool implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InstancePool.class);

  private final Supplier<Guest> maker;
  private final int target;
  private final BlockingQueue<Guest> ready;
  private final AtomicInteger making = new AtomicInteger();
  private final AtomicInteger renewing = new AtomicInteger();
  private final AtomicLong hits = new AtomicLong();
  private final AtomicLong misses = new AtomicLong();
  private final GuestWorkers workers;
  private final GuestWorkers refillers;

  /**
   * Creates a pool, which starts to fill.
   *
   * @param target guests to hold ready, 0 or more
   * @param maker makes one, on a worker
   * @param workers make guests for which somebody waits
   * @param refillers make those for later
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
    return poll().orElseGet(() -> workers.call(maker));
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

  /** Takes over a used guest, for its instance to serve another one or to be closed. */
  void renew(Guest used) {
    if (ready.remainingCapacity() <= renewing.get() || target == 0) {
      used.close();
      return;
    }
    renewing.incrementAndGet();
    if (!refillers.execute(() -> offerRenewed(used))) {
      renewing.decrementAndGet();
      used.close();
    }
  }

  private void offerRenewed(Guest used) {
    try {
      used.renew().filter(guest -> !ready.offer(guest)).ifPresent(Guest::close);
    } finally {
      renewing.decrementAndGet();
      refill();
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

  /** Closes what is ready, when the workers have ended. */
  @Override
  public void close() {
    for (Guest guest = ready.poll(); guest != null; guest = ready.poll()) {
      guest.close();
    }
  }

  private void refill() {
    while (reserve()) {
      if (!refillers.execute(this::addOne)) {
        making.decrementAndGet();
        return;
      }
    }
  }

  private boolean reserve() {
    if (ready.size() + making.incrementAndGet() <= target) {
      return true;
    }
    making.decrementAndGet();
    return false;
  }

  private void addOne() {
    Guest guest;
    try {
      guest = maker.get();
    } catch (RuntimeException e) {
      making.decrementAndGet();
      LOG.error("Could not make an instance for the pool", e);
      return;
    }
    if (!ready.offer(guest)) {
      guest.close();
    }
    making.decrementAndGet();
    refill();
  }
}
