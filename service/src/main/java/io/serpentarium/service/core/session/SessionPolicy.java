package io.serpentarium.service.core.session;

import java.time.Duration;

/**
 * How many sessions there may be, and for how long nobody may use one.
 *
 * @param maximum on this node
 * @param idleTimeout of a session that names none
 * @param maximumIdleTimeout that a request may name
 * @param history executions of a session that can be undone when it names none
 * @param maximumHistory that a request may name
 * @param checkpoint of a session whose request names none
 * @param hibernateAfter how long one is idle before it hibernates
 * @param reapInterval how often expired and idle sessions are looked for
 * @param streamPatience how long events are kept for a reader who has left, while their program
 *     goes on
 * @param drain how long what runs may go on when the node stops
 */
public record SessionPolicy(
    int maximum,
    Duration idleTimeout,
    Duration maximumIdleTimeout,
    int history,
    int maximumHistory,
    Checkpoint checkpoint,
    Duration hibernateAfter,
    Duration reapInterval,
    Duration streamPatience,
    Duration drain) {}
