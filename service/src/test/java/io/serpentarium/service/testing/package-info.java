/**
 * A sandbox that follows a script instead of running Python, for tests without a native library.
 */
@NullMarked
package io.serpentarium.service.testing;

import org.jspecify.annotations.NullMarked;
