/** The HTTP, SSE and WebSocket service over the sandbox. */
@NullMarked
package io.serpentarium.service;

import org.jspecify.annotations.NullMarked;
