/** A door: the API of Judge0 CE. */
@NullMarked
package io.serpentarium.service.judge0;

import org.jspecify.annotations.NullMarked;
