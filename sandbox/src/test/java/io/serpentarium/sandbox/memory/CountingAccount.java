package io.serpentarium.sandbox.memory;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryRefusedException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An account that counts, up to a limit. */
public final class CountingAccount implements MemoryAccount {

  private final Map<Use, Long> held = new EnumMap<>(Use.class);
  private long limit;
  private int calls;
  private @Nullable Use refused;

  /** An account of so many bytes. */
  public CountingAccount(long limit) {
    this.limit = limit;
  }

  /** Sets what may be acquired from now on. */
  public synchronized void setLimit(long newLimit) {
    limit = newLimit;
  }

  /** Refuses one use from now on, or none. */
  public synchronized void refuse(@Nullable Use use) {
    refused = use;
  }

  @Override
  public synchronized void acquire(Use use, long bytes) {
    calls++;
    if (bytes < 0) {
      throw new IllegalArgumentException("negative: " + bytes);
    }
    if (bytes > limit - held() || use == refused) {
      throw new MemoryRefusedException(use, bytes, "the test's account is used up");
    }
    held.merge(use, bytes, Long::sum);
  }

  @Override
  public synchronized void release(Use use, long bytes) {
    calls++;
    long left = held.merge(use, -bytes, Long::sum);
    if (bytes < 0 || left < 0) {
      throw new IllegalArgumentException("%d of %s released, %d left".formatted(bytes, use, left));
    }
  }

  /** How often something was acquired or released. */
  public synchronized int calls() {
    return calls;
  }

  /** Bytes that are acquired now. */
  public synchronized long held() {
    return held.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Bytes that are acquired for one use. */
  public synchronized long held(Use use) {
    return held.getOrDefault(use, 0L);
  }
}
