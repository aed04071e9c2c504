package io.serpentarium.sandbox.remote.worker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a front names by numbers. */
final class Ids<T> {

  private final Map<Long, T> all = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  /** Adds something under a new number. */
  long add(T value) {
    long id = last.incrementAndGet();
    all.put(id, value);
    return id;
  }

  void put(long id, T value) {
    all.put(id, value);
  }

  /** Returns what has a number. */
  T get(long id) {
    T found = all.get(id);
    if (found == null) {
      throw new IllegalStateException("it is closed");
    }
    return found;
  }

  @Nullable T find(long id) {
    return all.get(id);
  }

  @Nullable T remove(long id) {
    return all.remove(id);
  }
}
