package io.serpentarium.service.core.tenancy;

import io.serpentarium.sandbox.Limits;
import java.util.Optional;

/**
 * A party that the service works for. Tenants never see each other's resources.
 *
 * @param id the id by which sessions, quotas and permits refer to the tenant
 * @param weight the weight of its share of the CPU, 1 or more
 * @param suspended whether the tenant is known but may do nothing
 * @param maximum the highest limits that its requests may name, or empty for the node's
 * @param foreignSnapshots whether it may upload snapshots that it has not downloaded from here
 */
public record Tenant(
    String id,
    int weight,
    boolean suspended,
    Optional<Limits> maximum,
    TenantQuotas quotas,
    boolean foreignSnapshots) {

  /** Everybody, while no tenant is configured. */
  public static final Tenant LOCAL =
      new Tenant("local", 1, false, Optional.empty(), TenantQuotas.NONE, true);

  /** A tenant that uploads its own snapshots only. */
  public Tenant(
      String id, int weight, boolean suspended, Optional<Limits> maximum, TenantQuotas quotas) {
    this(id, weight, suspended, maximum, quotas, false);
  }
}
