package io.serpentarium.sandbox.engine.support;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops threads where they load from a page, and lets them go on later. Thread-safe.
 *
 * <p>A stopped thread sleeps in the kernel, within one load: it has not gone past that, whatever
 * signals arrive meanwhile. A page is armed only after all of the kernel's reports were read, so
 * that later reports about that page are of a thread that stands there now.
 */
public final class UserFaults implements AutoCloseable {

  /** Bytes of a page of the system. */
  static final long PAGE_BYTES = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(UserFaults.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final FaultDescriptor descriptor;
  private final Map<Long, Page> armed = new HashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  private UserFaults(FaultDescriptor descriptor) {
    this.descriptor = descriptor;
    this.thread = Thread.ofPlatform().daemon().name("poll-watch").start(this::run);
  }

  /** Opens the faults of this system, if this process may have them. */
  public static Optional<UserFaults> open() {
    return FaultDescriptor.open().map(UserFaults::new);
  }

  /** Returns whether this process may have them on this system. */
  public static boolean available() {
    Optional<FaultDescriptor> found = FaultDescriptor.open();
    found.ifPresent(FaultDescriptor::close);
    return found.isPresent();
  }

  /** A page at which threads can be had stand still. */
  final class Page {

    private final long address;
    private final Runnable onHeld;
    private boolean isArmed;
    private boolean isHeld;

    /**
     * Creates a page at which no thread stands still yet.
     *
     * @param onHeld an action to run on a thread of its own each time that one does
     */
    Page(long address, Runnable onHeld) {
      this.address = address;
      this.onHeld = onHeld;
    }

    /**
     * Makes the next thread that comes by stand still, until the {@link #release}.
     *
     * @return whether the system permits that
     */
    boolean arm() {
      lock.lock();
      try {
        if (!isArmed && !closed) {
          readAll();
          isArmed = descriptor.register(address);
          if (isArmed) {
            armed.put(address, this);
          }
        }
        return isArmed;
      } finally {
        lock.unlock();
      }
    }

    /** Lets threads pass, unless one stands still that was reported. */
    void disarm() {
      lock.lock();
      try {
        if (!isHeld) {
          release();
        }
      } finally {
        lock.unlock();
      }
    }

    /** Lets threads pass. */
    void release() {
      lock.lock();
      try {
        if (isArmed) {
          isArmed = false;
          isHeld = false;
          armed.remove(address);
          if (!closed) {
            descriptor.unregister(address);
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void run() {
    while (!closed) {
      descriptor.await();
      lock.lock();
      try {
        readAll();
      } catch (RuntimeException | Error e) {
        LOG.error("A guest's checkpoint could not be served", e);
      } finally {
        lock.unlock();
      }
    }
  }

  private void readAll() {
    for (long[] pages = descriptor.read(); pages.length > 0; pages = descriptor.read()) {
      for (long address : pages) {
        Page page = armed.get(address);
        if (page != null && !page.isHeld) {
          tell(page);
        }
      }
    }
  }

  private static void tell(Page page) {
    page.isHeld = true;
    try {
      Thread.ofVirtual().name("checkpoint").start(page.onHeld);
    } catch (RuntimeException | Error e) {
      page.release();
      throw e;
    }
  }

  /** Lets all threads pass, and ends the reporting thread. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    descriptor.wake();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    descriptor.close();
  }
}
