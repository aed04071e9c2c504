/** Requests that are done once: their keys, and the answers kept for them. */
@NullMarked
package io.serpentarium.service.edge.idempotency;

import org.jspecify.annotations.NullMarked;
