/** The C library's functions, for packages that may call native code. */
@NullMarked
package io.serpentarium.sandbox.libc;

import org.jspecify.annotations.NullMarked;
