/**
 * What one tenant may take of the node: quotas, rates, memory, heap and the limits of an execution.
 */
@NullMarked
package io.serpentarium.service.core.admission;

import org.jspecify.annotations.NullMarked;
