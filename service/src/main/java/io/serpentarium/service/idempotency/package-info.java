/** Answers that are given again to whoever asks again with the same key. */
@NullMarked
package io.serpentarium.service.idempotency;

import org.jspecify.annotations.NullMarked;
