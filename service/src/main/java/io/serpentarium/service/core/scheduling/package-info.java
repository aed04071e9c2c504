/** The threads of a node: what runs again and again, and who sees that it still does. */
@NullMarked
package io.serpentarium.service.core.scheduling;

import org.jspecify.annotations.NullMarked;
