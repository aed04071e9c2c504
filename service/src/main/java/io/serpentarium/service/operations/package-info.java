/** Operators' view of each request: one line in the log, and the audit trail. */
@NullMarked
package io.serpentarium.service.operations;

import org.jspecify.annotations.NullMarked;
