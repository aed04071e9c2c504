/** WebSockets: the upgrade, heartbeats, and the end of a connection. */
@NullMarked
package io.serpentarium.service.edge.socket;

import org.jspecify.annotations.NullMarked;
