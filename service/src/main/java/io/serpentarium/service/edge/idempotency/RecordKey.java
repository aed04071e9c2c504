package io.serpentarium.service.edge.idempotency;

/**
 * What an answer is found by.
 *
 * @param tenantId whose key it is
 * @param key as the client chose it
 */
public record RecordKey(String tenantId, String key) {}
