/** Kept states of sessions, on their way in and out and where they lie. */
@NullMarked
package io.serpentarium.service.core.snapshot;

import org.jspecify.annotations.NullMarked;
