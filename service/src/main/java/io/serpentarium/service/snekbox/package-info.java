/** A door: snekbox's API. */
@NullMarked
package io.serpentarium.service.snekbox;

import org.jspecify.annotations.NullMarked;
