/** Problems as RFC 9457 describes them: the codes that clients rely on. */
@NullMarked
package io.serpentarium.service.edge.problem;

import org.jspecify.annotations.NullMarked;
