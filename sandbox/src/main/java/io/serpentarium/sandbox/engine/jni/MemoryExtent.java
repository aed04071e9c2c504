package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.WasmtimeException;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.support.ReadableAddress;
import io.serpentarium.sandbox.engine.support.StoreAccess;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * An instance's linear memory without its hidden part.
 *
 * <p>The base is fixed: Wasmtime reserves 4 GiB for every 32-bit memory. The segments know of no
 * close; {@link io.serpentarium.sandbox.engine.support.MemoryGuard} does.
 */
final class MemoryExtent implements Supplier<MemorySegment> {

  /** Address space of a memory, so that guest code needs no bounds checks. */
  static final long RESERVED_BYTES = 4L << 30;

  private static final long WASM_PAGE_BYTES = 1 << 16;

  private final Store<Void> store;
  private final Memory memory;
  private final StoreAccess access;
  private final long base;
  private final long hidden;
  private final ReadableAddress readable = new ReadableAddress();
  private volatile MemorySegment known;

  /** The first byte that must not be the memory's. */
  private volatile long limit = RESERVED_BYTES;

  /**
   * The extent of one memory.
   *
   * @param hidden bytes at its beginning, no more than its least size
   */
  MemoryExtent(Store<Void> store, Memory memory, StoreAccess access, long hidden) {
    this.store = store;
    this.memory = memory;
    this.access = access;
    this.hidden = hidden;
    this.base = MemorySegment.ofBuffer(memory.buffer(store)).address();
    this.known = visible(memory.dataSize(store));
  }

  /** A memory that never grows, of at most 2 GiB; to be used in calls of its store only. */
  @SuppressWarnings("restricted")
  static MemorySegment whole(Memory memory, Store<Void> store) {
    MemorySegment buffer = MemorySegment.ofBuffer(memory.buffer(store));
    return MemorySegment.ofAddress(buffer.address()).reinterpret(buffer.byteSize());
  }

  /**
   * Asks the store, or gives the last known extent while another thread has it.
   *
   * @throws IllegalStateException if the instance is closed
   */
  @Override
  public MemorySegment get() {
    return access.usingOr(this::refreshed, () -> known);
  }

  /** Sets the size up to which the memory may grow from now on; memory beyond it stays. */
  void limit(long bytes) {
    long whole = bytes - bytes % WASM_PAGE_BYTES;
    limit = Math.max(Math.min(whole, RESERVED_BYTES), memory.dataSize(store));
  }

  /**
   * Returns whether the memory has grown beyond its limit; from any thread, while the instance is
   * not closed. Checks the address space instead of the store, which the guest's thread may have.
   */
  boolean exceedsLimit() {
    long end = limit;
    return end < RESERVED_BYTES && readable.test(base() + end);
  }

  /**
   * Grows the memory to at least a number of bytes.
   *
   * @throws EngineException if that is impossible
   */
  void grow(long bytes) {
    long missing = bytes - memory.dataSize(store);
    if (missing > 0) {
      if (bytes > limit) {
        throw new EngineException("no memory of %d bytes under its limit".formatted(bytes), null);
      }
      try {
        memory.grow(store, Math.ceilDiv(missing, WASM_PAGE_BYTES));
      } catch (WasmtimeException e) {
        throw new EngineException("no memory of %d bytes".formatted(bytes), e);
      }
    }
  }

  private MemorySegment refreshed() {
    long size = memory.dataSize(store);
    if (size - hidden != known.byteSize()) {
      known = visible(size);
    }
    return known;
  }

  /** Returns the start address of the memory, hidden bytes included. */
  long base() {
    return base;
  }

  @SuppressWarnings("restricted")
  private MemorySegment visible(long size) {
    return MemorySegment.ofAddress(base + hidden).reinterpret(size - hidden);
  }
}
