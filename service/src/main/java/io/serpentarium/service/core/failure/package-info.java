/** The failures of requests to the service, independent of any door's form for them. */
@NullMarked
package io.serpentarium.service.core.failure;

import org.jspecify.annotations.NullMarked;
