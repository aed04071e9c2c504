/**
 * WASI preview1, implemented in Java: the host as a guest sees it. None of the host's own files,
 * environment, clock resolution or sockets is reachable.
 *
 * <p>Every argument of an import is hostile; a bad one is answered with an errno.
 */
@NullMarked
package io.serpentarium.sandbox.wasi;

import org.jspecify.annotations.NullMarked;
