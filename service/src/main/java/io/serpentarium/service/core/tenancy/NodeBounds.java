package io.serpentarium.service.core.tenancy;

import io.serpentarium.sandbox.Limits;

/**
 * The bounds for a tenant whose entry sets none.
 *
 * @param maximum the highest limits that any tenant may have
 * @param executions the most concurrent executions: a share of the node's, so that one tenant alone
 *     cannot take all
 */
public record NodeBounds(Limits maximum, long executions) {}
