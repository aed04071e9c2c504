/** Boots CPython in an instance and drives one session of it. */
@NullMarked
package io.serpentarium.sandbox.python;

import org.jspecify.annotations.NullMarked;
