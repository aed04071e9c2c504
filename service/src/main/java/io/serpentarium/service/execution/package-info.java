/** Executions: starting, following and measuring them, whatever transport asked. */
@NullMarked
package io.serpentarium.service.execution;

import org.jspecify.annotations.NullMarked;
