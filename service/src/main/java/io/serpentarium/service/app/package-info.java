/** The assembly of the service: its beans, its settings, and what stops a start. */
@NullMarked
package io.serpentarium.service.app;

import org.jspecify.annotations.NullMarked;
