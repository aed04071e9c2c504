/** Executions: their start, their events while they run, and their end. */
@NullMarked
package io.serpentarium.service.core.execution;

import org.jspecify.annotations.NullMarked;
