package io.serpentarium.service.core.session;

import io.serpentarium.service.core.tenancy.Grant;
import java.time.Instant;

/**
 * Opens one WebSocket on one session, once, until it expires.
 *
 * @param grant of the request that asked for it
 */
public record Ticket(String value, Grant grant, String sessionId, Instant expiresAt) {}
