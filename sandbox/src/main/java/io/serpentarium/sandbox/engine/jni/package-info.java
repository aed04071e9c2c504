/**
 * The engine on kawamuray's wasmtime-java 0.19.0, which is Wasmtime 7.0.1 behind JNI.
 *
 * <p>The properties of that library that its users must know, and their consequences here:
 *
 * <ul>
 *   <li>A host function costs a compilation and two mappings in every store (0.15 ms), so a store
 *       has one; {@link io.serpentarium.sandbox.engine.jni.ShimSource} spreads it.
 *   <li>The callback registry is static, and an entry leaves it when its store is disposed.
 *   <li>A host call leaves two empty arrays as JNI local references, about 52 bytes, until the
 *       outermost call into the guest returns; {@link io.serpentarium.sandbox.engine.jni.HostCalls}
 *       bounds their number.
 *   <li>Every handle has a lock, held for the whole of a native call: an engine's while it
 *       compiles, a store's while its guest runs. Compilations and the ticker therefore have engine
 *       handles of their own, and no other thread asks a running store for anything.
 *   <li>A disposed handle is a null pointer that is dereferenced unchecked, and every use is
 *       therefore guarded here.
 *   <li>An instance reserves 16 GiB of address space and has 7 mappings: some 8,000 fit in a
 *       process, the next one is an EngineException.
 *   <li>The library is unpacked to {@code java.io.tmpdir} at every start (18 MB) and left there,
 *       unless {@code java.library.path} has it.
 * </ul>
 */
@NullMarked
package io.serpentarium.sandbox.engine.jni;

import org.jspecify.annotations.NullMarked;
