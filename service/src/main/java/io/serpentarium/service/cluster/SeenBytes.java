package io.serpentarium.service.cluster;

import io.serpentarium.service.core.session.DirectoryAwayException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * What Redis keeps of each tenant. While it is away this is what this pod last saw there; what
 * other pods have added since is missing then. Thread-safe.
 */
final class SeenBytes {

  private final Map<String, Long> byTenant = new ConcurrentHashMap<>();

  /**
   * Returns what is kept of a tenant.
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
