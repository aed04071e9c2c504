/**
 * Admission: quotas, rates, memory, heap and the limits of an execution, for each tenant of the
 * node.
 */
@NullMarked
package io.serpentarium.service.core.admission;

import org.jspecify.annotations.NullMarked;
