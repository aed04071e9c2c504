package io.serpentarium.service.edge.route;

import java.util.List;
import java.util.Optional;

/**
 * What the filters know of a request.
 *
 * @param sessionId of the session that it addresses, which need not exist
 * @param begins whether it starts something that is on no node yet
 * @param leavesAsleep whether a hibernated session can be left asleep for it
 * @param credentials that it may carry, in the order in which they count; none if it needs none
 * @param errors how its failures are answered
 * @param door that it came to, or empty for the service's own contract and for unknown paths
 */
public record RoutedRequest(
    Optional<String> sessionId,
    boolean begins,
    boolean leavesAsleep,
    List<Credentials> credentials,
    ErrorForm errors,
    Optional<Door> door) {}
