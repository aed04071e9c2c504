/**
 * The engine on libwasmtime's C API, by java.lang.foreign.
 *
 * <p>The properties of that library that its users must know, and their consequences here:
 *
 * <ul>
 *   <li>Pointers are kept as {@code long}: platforms of 64 bits only. Code that makes a native
 *       handle passes it to a {@link io.serpentarium.sandbox.engine.support.NativeHandles} in the
 *       same statement.
 *   <li>An engine, a module and an {@code instance_pre} may be used by any thread; a store by one
 *       at a time. Advancing the epoch is for any thread.
 *   <li>The unchecked calls trust the number of values that they are given, so it is taken from the
 *       function's own type.
 *   <li>A panic inside most functions ends the process: nothing wrong may be passed.
 *   <li>An instance reserves 4 GiB of address space and has 3 mappings: 20,000 of python.wasm fit
 *       in a process. The pooling allocator is off: it saves 20 of 45 µs an instance and no memory.
 *   <li>The library is never unloaded: it has signal handlers installed.
 * </ul>
 */
@NullMarked
package io.serpentarium.sandbox.engine.ffm;

import org.jspecify.annotations.NullMarked;
