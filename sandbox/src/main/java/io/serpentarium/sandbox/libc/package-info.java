/** The C library's functions, for those who may call native code. */
@NullMarked
package io.serpentarium.sandbox.libc;

import org.jspecify.annotations.NullMarked;
