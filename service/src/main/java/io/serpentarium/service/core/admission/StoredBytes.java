package io.serpentarium.service.core.admission;

/**
 * The port to whatever keeps bytes of tenants for longer than a request, besides their files. What
 * all of them keep counts towards {@link Quota#STORAGE}. Thread-safe; may block for a second.
 */
@FunctionalInterface
public interface StoredBytes {

  /** Returns how many bytes of a tenant are kept. */
  long bytes(String tenantId);
}
