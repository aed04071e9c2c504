/** Executions: how one starts, what it tells while it runs, and how it ends. */
@NullMarked
package io.serpentarium.service.core.execution;

import org.jspecify.annotations.NullMarked;
