/** The common parts of the adapters, for their use only. */
@NullMarked
package io.serpentarium.sandbox.engine.support;

import org.jspecify.annotations.NullMarked;
