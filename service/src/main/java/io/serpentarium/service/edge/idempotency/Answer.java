package io.serpentarium.service.edge.idempotency;

import java.util.Map;

/**
 * An answer that is kept.
 *
 * @param headers those that belong to the body, with one value each
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record Answer(int status, Map<String, String> headers, byte[] body) {}
