package io.serpentarium.service.core.tenancy;

/**
 * How much a tenant may use; {@link #UNLIMITED} where only the node's own bounds hold.
 *
 * @param executions under way at once
 * @param executionsHere of them on each node
 * @param sessions alive at once, hibernated ones included
 * @param requestsPerSecond with a burst of as many
 * @param cpuSecondsPerDay of its programs
 * @param storedBytes in snapshots and in files of its sessions
 */
public record TenantQuotas(
    long executions,
    long executionsHere,
    long sessions,
    long requestsPerSecond,
    long cpuSecondsPerDay,
    long storedBytes) {

  /** No quota. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** No quota at all. */
  public static final TenantQuotas NONE =
      new TenantQuotas(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED);
}
