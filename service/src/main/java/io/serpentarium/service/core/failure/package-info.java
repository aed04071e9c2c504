/**
 * What can go wrong with what is asked of the service, apart from any door's form of telling it.
 */
@NullMarked
package io.serpentarium.service.core.failure;

import org.jspecify.annotations.NullMarked;
