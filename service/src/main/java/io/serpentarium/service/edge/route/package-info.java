/** Routes as the filters in front of their handlers see them, whichever door they belong to. */
@NullMarked
package io.serpentarium.service.edge.route;

import org.jspecify.annotations.NullMarked;
