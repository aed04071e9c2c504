/** A door: sandboxes as E2B's SDKs use them. */
@NullMarked
package io.serpentarium.service.e2b;

import org.jspecify.annotations.NullMarked;
