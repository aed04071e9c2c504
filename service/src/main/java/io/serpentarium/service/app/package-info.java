/** Puts the service together: its beans, its settings, and what stops a start. */
@NullMarked
package io.serpentarium.service.app;

import org.jspecify.annotations.NullMarked;
