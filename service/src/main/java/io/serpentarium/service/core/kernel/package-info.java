/** Kernels: sessions with a queue of requests and a log of their events. */
@NullMarked
package io.serpentarium.service.core.kernel;

import org.jspecify.annotations.NullMarked;
