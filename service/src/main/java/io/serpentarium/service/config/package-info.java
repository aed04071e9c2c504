/** Properties and wiring; the only package that knows which sandbox runs. */
@NullMarked
package io.serpentarium.service.config;

import org.jspecify.annotations.NullMarked;
