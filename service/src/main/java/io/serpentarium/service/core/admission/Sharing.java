package io.serpentarium.service.core.admission;

/**
 * Whether several tenants share this node.
 *
 * @param betweenTenants whether resources are divided; false while only the owner uses the node
 */
public record Sharing(boolean betweenTenants) {

  /** Returns places that are shared so. */
  public FairShares of(Quota quota, long capacity) {
    return of(quota, capacity, 1);
  }

  /**
   * Returns places shared in this way.
   *
   * @param reserve the number of places that are useful to a newcomer
   */
  public FairShares of(Quota quota, long capacity, long reserve) {
    return betweenTenants
        ? FairShares.between(quota, capacity, reserve)
        : FairShares.undivided(quota, capacity);
  }
}
