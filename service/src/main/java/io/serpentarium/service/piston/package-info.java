/** A door: Piston's API, version 2. */
@NullMarked
package io.serpentarium.service.piston;

import org.jspecify.annotations.NullMarked;
