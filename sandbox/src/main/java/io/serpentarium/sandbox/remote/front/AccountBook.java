package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.CpuAccount;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The accounts that pay for what one worker has, and how much that is: a worker releases no more
 * than it has acquired, and all of it once it is gone. Thread-safe.
 */
final class AccountBook {

  private final Map<Long, Entry> entries = new HashMap<>();
  private long last;
  private boolean ended;

  private static final class Entry {
    final MemoryAccount memory;
    final CpuAccount cpu;
    final Map<Use, Long> held = new EnumMap<>(Use.class);
    int owners = 1;

    Entry(MemoryAccount memory, CpuAccount cpu) {
      this.memory = memory;
      this.cpu = cpu;
    }

    long held(Use use) {
      return held.getOrDefault(use, 0L);
    }

    boolean isOver() {
      return owners == 0 && held.values().stream().allMatch(bytes -> bytes == 0);
    }
  }

  /** Adds accounts with one owner. */
  synchronized long open(MemoryAccount memory, CpuAccount cpu) {
    long id = ++last;
    entries.put(id, new Entry(memory, cpu));
    return id;
  }

  synchronized void retain(long id) {
    Entry entry = entries.get(id);
    if (entry != null) {
      entry.owners++;
    }
  }

  /** Takes an owner away. With the last one, the accounts stay until all is released. */
  synchronized void close(long id) {
    Entry entry = entries.get(id);
    if (entry != null) {
      entry.owners--;
      removeIfOver(id, entry);
    }
  }

  private void removeIfOver(long id, Entry entry) {
    if (entry.isOver()) {
      entries.remove(id);
    }
  }

  /** Acquires as {@link MemoryAccount#acquire} does. */
  synchronized void acquire(long id, Use use, long bytes) {
    Entry entry = require(id);
    if (ended) {
      throw new ProtocolException("it has ended");
    }
    entry.memory.acquire(use, bytes);
    entry.held.put(use, Math.addExact(entry.held(use), bytes));
  }

  synchronized void release(long id, Use use, long bytes) {
    if (ended) {
      return;
    }
    Entry entry = require(id);
    if (entry.held(use) < bytes) {
      throw new ProtocolException("more is released than was acquired");
    }
    entry.held.put(use, entry.held(use) - bytes);
    entry.memory.release(use, bytes);
    removeIfOver(id, entry);
  }

  CpuAccount cpu(long id) {
    synchronized (this) {
      return require(id).cpu;
    }
  }

  void charge(long id, Duration cpuTime) {
    cpu(id).charge(cpuTime);
  }

  private Entry require(long id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new ProtocolException("there is no account " + id);
    }
    return entry;
  }

  /** Releases all that the worker had. */
  synchronized void end() {
    ended = true;
    for (Entry entry : entries.values()) {
      entry.held.forEach(entry.memory::release);
    }
    entries.clear();
  }
}
