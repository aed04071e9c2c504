package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An instance's linear memory without its hidden part.
 *
 * <p>The base is fixed: memories may not move, and 4 GiB are reserved for each. The segments know
 * of no close; {@link io.serpentarium.sandbox.engine.support.MemoryGuard} does.
 */
final class MemoryExtent {

  private static final long WASM_PAGE_BYTES = 1 << 16;

  private final CApi api;
  private final Store store;
  private final long memory;
  private final long base;
  private final long hidden;
  private final long maxBytes;
  private long limit;
  private volatile MemorySegment known;

  /**
   * Creates the extent of one memory.
   *
   * @param memory the address of a {@code wasmtime_memory_t}
   * @param hidden the number of hidden bytes at its beginning, no more than its least size
   * @param maxBytes the most that the store lets it have
   */
  MemoryExtent(CApi api, Store store, long memory, long hidden, long maxBytes) {
    this.api = api;
    this.store = store;
    this.memory = memory;
    this.hidden = hidden;
    this.maxBytes = maxBytes;
    this.limit = maxBytes;
    this.base = api.memoryData(store.context(), memory);
    this.known = visible(size());
  }

  /** Bytes at the beginning that are hidden. */
  long hidden() {
    return hidden;
  }

  /** Returns the start address of the memory, hidden bytes included. */
  long base() {
    return base;
  }

  /** Returns the memory as it was when it was last {@link #refreshed}; from any thread. */
  MemorySegment known() {
    return known;
  }

  /** Returns the memory as it is now; as thread-safe as the store. */
  MemorySegment refreshed() {
    long size = size();
    if (size - hidden != known.byteSize()) {
      known = visible(size);
    }
    return known;
  }

  /**
   * Grows the memory to at least a number of bytes; shares the thread-safety of the store.
   *
   * @throws EngineException if that is impossible
   */
  void grow(long bytes) {
    long missing = Math.ceilDiv(bytes - size(), WASM_PAGE_BYTES);
    if (missing > 0) {
      try (Arena scratch = Arena.ofConfined()) {
        long previous = scratch.allocate(ValueLayout.JAVA_LONG).address();
        long error = api.memoryGrow(store.context(), memory, missing, previous);
        Failures.check(api, "no memory of %d bytes".formatted(bytes), error);
      }
    }
  }

  /** Sets how large the memory may become from now on; as thread-safe as the store. */
  void limit(long bytes) {
    long wanted = Math.min(bytes, maxBytes);
    if (wanted != limit) {
      store.limitMemory(wanted);
      limit = wanted;
    }
  }

  private long size() {
    return api.memorySize(store.context(), memory);
  }

  @SuppressWarnings("restricted")
  private MemorySegment visible(long size) {
    return MemorySegment.ofAddress(base + hidden).reinterpret(size - hidden);
  }
}
