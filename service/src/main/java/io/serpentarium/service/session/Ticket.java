package io.serpentarium.service.session;

import java.time.Instant;

/** Opens one WebSocket on one session, once, until it expires. */
public record Ticket(String value, String sessionId, Instant expiresAt) {}
