/** A door: kernels, as Jupyter's clients use them. */
@NullMarked
package io.serpentarium.service.jupyter;

import org.jspecify.annotations.NullMarked;
