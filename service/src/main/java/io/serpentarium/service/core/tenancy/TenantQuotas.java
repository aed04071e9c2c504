package io.serpentarium.service.core.tenancy;

/**
 * The quotas of a tenant; {@link #UNLIMITED} if only the node's own bounds apply.
 *
 * @param executions the most concurrent executions
 * @param executionsHere the most of these on each node
 * @param sessions the most concurrent sessions, hibernated ones included
 * @param requestsPerSecond the rate of requests, with a burst of as many
 * @param cpuSecondsPerDay the CPU time of its programs
 * @param storedBytes the bytes in snapshots and in files of its sessions
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
