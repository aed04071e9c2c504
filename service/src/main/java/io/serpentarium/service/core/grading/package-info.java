/** Gradings: many tests of one program, each in a session of its own. */
@NullMarked
package io.serpentarium.service.core.grading;

import org.jspecify.annotations.NullMarked;
