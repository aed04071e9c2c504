/** Grades submissions: many tests of one program, each in a session that nobody else sees. */
@NullMarked
package io.serpentarium.service.grading;

import org.jspecify.annotations.NullMarked;
