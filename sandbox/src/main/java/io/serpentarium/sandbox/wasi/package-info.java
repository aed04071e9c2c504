/**
 * WASI preview1, implemented in Java: what the guest sees of a host. Nothing of the host's own
 * files, environment, clock resolution or sockets is behind it.
 *
 * <p>Every argument of an import is hostile; a bad one is answered with an errno.
 */
@NullMarked
package io.serpentarium.sandbox.wasi;

import org.jspecify.annotations.NullMarked;
