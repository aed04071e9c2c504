package io.serpentarium.service.session;

import java.time.Duration;

/**
 * How many sessions there may be, and for how long nobody may use one.
 *
 * @param maximum on this node
 * @param idleTimeout of a session that names none
 * @param maximumIdleTimeout that a request may name
 */
public record SessionPolicy(int maximum, Duration idleTimeout, Duration maximumIdleTimeout) {}
