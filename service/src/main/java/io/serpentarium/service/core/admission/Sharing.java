package io.serpentarium.service.core.admission;

/**
 * Whether what this node has is shared.
 *
 * @param betweenTenants or undivided, while nobody but its owner uses the node
 */
public record Sharing(boolean betweenTenants) {

  /** Returns places that are shared so. */
  public FairShares of(Quota quota, long capacity) {
    return betweenTenants
        ? FairShares.between(quota, capacity)
        : FairShares.undivided(quota, capacity);
  }
}
