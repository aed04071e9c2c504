package io.serpentarium.service.cluster;

import io.serpentarium.service.core.session.DirectoryAwayException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * The bytes that Redis keeps for each tenant. While Redis is away this is what this pod last saw
 * there, without later additions by other pods. Thread-safe.
 */
final class SeenBytes {

  private final Map<String, Long> byTenant = new ConcurrentHashMap<>();

  /**
   * Returns the bytes kept for a tenant.
   *
   * @param now asks Redis, and throws {@link DirectoryAwayException}
   */
  long of(String tenantId, ToLongFunction<String> now) {
    try {
      long bytes = now.applyAsLong(tenantId);
      byTenant.put(tenantId, bytes);
      return bytes;
    } catch (DirectoryAwayException e) {
      return byTenant.getOrDefault(tenantId, 0L);
    }
  }
}
