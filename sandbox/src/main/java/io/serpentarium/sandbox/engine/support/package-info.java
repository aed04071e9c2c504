/** What the adapters have in common. For them alone. */
@NullMarked
package io.serpentarium.sandbox.engine.support;

import org.jspecify.annotations.NullMarked;
