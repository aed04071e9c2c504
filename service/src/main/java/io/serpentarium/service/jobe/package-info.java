/** A door: Jobe's API, as Moodle CodeRunner uses it. */
@NullMarked
package io.serpentarium.service.jobe;

import org.jspecify.annotations.NullMarked;
