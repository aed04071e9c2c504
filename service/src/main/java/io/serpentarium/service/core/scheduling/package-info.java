/** The periodic threads of a node, and the check that they keep running. */
@NullMarked
package io.serpentarium.service.core.scheduling;

import org.jspecify.annotations.NullMarked;
