/**
 * The sandbox's API: sessions that run untrusted Python, each in its own WebAssembly instance.
 *
 * <p>A guest's failure is a value ({@link io.serpentarium.sandbox.Outcome}), a host's failure an
 * exception ({@link io.serpentarium.sandbox.SandboxException}).
 */
@NullMarked
package io.serpentarium.sandbox;

import org.jspecify.annotations.NullMarked;
