package io.serpentarium.service.core.tenancy;

import io.serpentarium.sandbox.Limits;

/**
 * What holds for a tenant whose entry says nothing.
 *
 * @param maximum limits, above which none goes
 * @param executions under way at once: a share of what the node runs, so that one tenant alone
 *     cannot take all of it
 */
public record NodeBounds(Limits maximum, long executions) {}
