/** The WebSockets of {@code /v1}: the channel of executions and the terminal. */
@NullMarked
package io.serpentarium.service.v1.ws;

import org.jspecify.annotations.NullMarked;
