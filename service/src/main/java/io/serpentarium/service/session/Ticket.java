package io.serpentarium.service.session;

import io.serpentarium.service.tenancy.Tenant;
import java.time.Instant;

/**
 * Opens one WebSocket on one session, once, until it expires.
 *
 * @param owner for whom the WebSocket will be
 */
public record Ticket(String value, Tenant owner, String sessionId, Instant expiresAt) {}
