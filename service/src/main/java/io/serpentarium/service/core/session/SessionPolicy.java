package io.serpentarium.service.core.session;

import java.time.Duration;

/**
 * The number of sessions, their defaults, and the times after which unused ones hibernate and end.
 *
 * @param maximum the most sessions on this node
 * @param idleTimeout the idle timeout of a session that names none
 * @param maximumIdleTimeout the longest idle timeout that a request may name
 * @param history the number of executions that can be undone in a session that names none
 * @param maximumHistory the longest history that a request may name
 * @param checkpoint the checkpoint of a session whose request names none
 * @param hibernateAfter the time after which an idle session hibernates
 * @param reapInterval the interval of looking for expired and idle sessions
 * @param streamPatience the time for which events are kept for a reader that has left, while the
 *     program goes on
 * @param drain the time for which executions may go on when the node stops
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
